-- The kill switch: sets or lifts one stop, and says so in the audit. KEYS 1 stops, 2 audit. ARGV 1 name, 2 JSON of the
-- stop, or '' to lift it, 3 audit entry, 4 audit entries that are kept, 5 most stops. Answers the revision that engines
-- must have seen, 0 when nothing changed, -1 when there are too many.
local REVISION = '#'
local before = redis.call('HGET', KEYS[1], ARGV[1])
if ARGV[2] == '' then
  if not before then return 0 end
  redis.call('HDEL', KEYS[1], ARGV[1])
else
  if not before and redis.call('HLEN', KEYS[1]) > tonumber(ARGV[5]) then return -1 end
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
end
redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[4], '*', 'id', '', 'version', '', 'previous', '', 'entry', ARGV[3])
return redis.call('HINCRBY', KEYS[1], REVISION, 1)
