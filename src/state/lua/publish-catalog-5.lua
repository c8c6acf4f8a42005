-- Swaps the version that serves: all or nothing, and once for each publication, however often it is tried.
-- KEYS 1 pointer, 2 versions published before, newest first, 3 audit, 4 the version that is to be made ready, 5 the
-- version itself: what is gone by now cannot serve.
-- ARGV 1 publication, 2 'publish', 'rollback' or 'seed', 3 version, 4 the version that must serve now, or '',
-- 5 audit entry, 6 audit entries that are kept. Answers { 'published', version, previous } or { code }.
local ENTRIES = 50
for _, entry in ipairs(redis.call('XREVRANGE', KEYS[3], '+', '-', 'COUNT', 200)) do
  local fields = entry[2]
  -- The same entry, too: a key that was used for something else a day ago is another publication.
  if fields[2] == ARGV[1] and fields[8] == ARGV[5] then
    return { 'published', fields[4], fields[6] }
  end
end
if redis.call('EXISTS', KEYS[5]) == 0 then
  return { 'NOT_FOUND' }
end
local current = redis.call('GET', KEYS[1]) or ''
if ARGV[4] ~= '' and ARGV[4] ~= current then
  return { 'CONFLICT' }
end
if ARGV[2] == 'seed' and current ~= '' then
  return { 'CONFLICT' }
end
if ARGV[2] == 'rollback' then
  -- What serves is left behind, down to the version that is gone back to.
  while redis.call('LLEN', KEYS[2]) > 0 and redis.call('LINDEX', KEYS[2], 0) ~= ARGV[3] do
    redis.call('LPOP', KEYS[2])
  end
end
if redis.call('LINDEX', KEYS[2], 0) ~= ARGV[3] then
  redis.call('LPUSH', KEYS[2], ARGV[3])
  redis.call('LTRIM', KEYS[2], 0, ENTRIES - 1)
end
redis.call('SET', KEYS[1], ARGV[3])
if redis.call('GET', KEYS[4]) == ARGV[3] then
  redis.call('DEL', KEYS[4])
end
redis.call('XADD', KEYS[3], 'MAXLEN', '~', ARGV[6], '*', 'id', ARGV[1], 'version', ARGV[3], 'previous', current, 'entry', ARGV[5])
return { 'published', ARGV[3], current }
