-- What an engine process needs to know of its catalog, in one look; and that it lives, and what it has made ready.
-- KEYS 1 pointer, 2 the version that is to be made ready, 3 stops, 4 nodes. ARGV 1 who asks, 2 what it has: JSON, or ''
-- when it need not be told this time. Answers { pointer, wanted, field, value, field, value ... of the stops }.
if ARGV[2] ~= '' then
  local time = redis.call('TIME')
  local at = time[1] * 1000 + math.floor(time[2] / 1000)
  redis.call('HSET', KEYS[4], ARGV[1], '[' .. string.format('%d', at) .. ',' .. ARGV[2] .. ']')
end
local answer = { redis.call('GET', KEYS[1]), redis.call('GET', KEYS[2]) }
for _, text in ipairs(redis.call('HGETALL', KEYS[3])) do
  answer[#answer + 1] = text
end
return answer
