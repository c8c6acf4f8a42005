--[[ Adds to the counts of offers what was seen, each faded to the later of the two times, as `moveCounts` does. When there
     are too many, a tenth goes: those that have not moved for longest.
     KEYS 1 counts (hash: name -> 'impressions accepts expected at'), 2 moves (sorted set: name by its last move)
     ARGV 1 the name of the table if it is a new one, 2 half-life in ms, 3 most names,
          4 JSON of [[name, impressions, accepts, expected, at], ...]
     Returns how many names there are. ]]
local TABLE, REVISION = '#table', '#revision'
local halfLife, most = tonumber(ARGV[2]), tonumber(ARGV[3])
redis.call('HSETNX', KEYS[1], TABLE, ARGV[1])
for _, seen in ipairs(cjson.decode(ARGV[4])) do
  local name, at = seen[1], seen[5]
  local sums = { seen[2], seen[3], seen[4] }
  local text = redis.call('HGET', KEYS[1], name)
  if text then
    local known = {}
    for number in string.gmatch(text, '%S+') do known[#known + 1] = tonumber(number) end
    local later = math.max(at, known[4])
    local kept, added = 2 ^ ((known[4] - later) / halfLife), 2 ^ ((at - later) / halfLife)
    for i = 1, 3 do sums[i] = known[i] * kept + sums[i] * added end
    at = later
  end
  redis.call('HSET', KEYS[1], name, string.format('%.9g %.9g %.9g %.0f', sums[1], sums[2], sums[3], at))
  redis.call('ZADD', KEYS[2], redis.call('HINCRBY', KEYS[1], REVISION, 1), name)
end
local count = redis.call('ZCARD', KEYS[2])
if count <= most then return count end
local idle = redis.call('ZRANGE', KEYS[2], 0, count - math.floor(most * 0.9) - 1)
for _, name in ipairs(idle) do
  redis.call('HDEL', KEYS[1], name)
  redis.call('ZREM', KEYS[2], name)
end
return count - #idle
