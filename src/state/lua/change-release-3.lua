-- Puts a release into force, if the one that it was made from is still in force, and says so in the audit.
-- KEYS 1 release, 2 audit, 3 versions. ARGV 1 revision that must be in force (0: none is), 2 JSON of the new release,
-- 3 audit entry, 4 audit entries that are kept, 5... versions that must be there. Answers 'ok', 'CONFLICT' or 'NOT_FOUND'.
local text = redis.call('GET', KEYS[1])
local revision = 0
if text then revision = cjson.decode(text).revision end
if revision ~= tonumber(ARGV[1]) then return 'CONFLICT' end
for i = 5, #ARGV do
  if redis.call('HEXISTS', KEYS[3], ARGV[i]) == 0 then return 'NOT_FOUND' end
end
redis.call('SET', KEYS[1], ARGV[2])
redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[4], '*', 'entry', ARGV[3])
return 'ok'
