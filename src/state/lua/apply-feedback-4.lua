--[[ Records one event about a customer and lets it change history and rests at once.
     Guarantee: once per event id, however often it arrives. Counts fade with time and add up in any order. However many
     categories a client makes up, each group keeps MOST_CATEGORIES: every decision reads them all.
     KEYS 1 events (sorted set), 2 consents, 3 history, 4 feedback of the decision (list)
     ARGV 1 event id, 2 time of the event in ms, 3 oldest time that is kept in ms, 4 lifetime in ms,
          5 operations as JSON, 6 line for the decision's feedback or '', 7 a second id that may come only once or ''
     Operations: { 'sum', group, category, weight, halfLifeMs }, { 'count', offerId, index }, { 'rest', key, untilMs }.
     Returns 1 when recorded, 0 when it was known. ]]
local MOST_CATEGORIES = 200
local at = tonumber(ARGV[2])
if redis.call('ZADD', KEYS[1], 'NX', at, ARGV[1]) == 0 then return 0 end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
if ARGV[7] ~= '' and redis.call('ZADD', KEYS[1], 'NX', at, ARGV[7]) == 0 then return 0 end

local consentText = redis.call('GET', KEYS[2])
local consent = consentText and cjson.decode(consentText)['profiling']
local mayProfile = consent and consent['status'] == 'granted'
local text = redis.call('GET', KEYS[3])
local history = text and cjson.decode(text) or {}
local changed = false

local function group(name)
  history[name] = history[name] or {}
  changed = true
  return history[name]
end

-- The category that was met longest ago gives way; of two, the one that sorts first.
local function makeRoom(sums)
  local count, oldest = 0, nil
  for category, sum in pairs(sums) do
    count = count + 1
    if not oldest or sum[2] < sums[oldest][2] or (sum[2] == sums[oldest][2] and category < oldest) then
      oldest = category
    end
  end
  if count >= MOST_CATEGORIES then sums[oldest] = nil end
end

for _, operation in ipairs(cjson.decode(ARGV[5])) do
  local kind = operation[1]
  if kind == 'rest' then
    local rests = group('rests')
    rests[operation[2]] = math.max(rests[operation[2]] or 0, operation[3])
  elseif mayProfile and kind == 'sum' then
    local sums = group(operation[2])
    local known, weight, halfLife = sums[operation[3]], operation[4], operation[5]
    if not known then
      makeRoom(sums)
      sums[operation[3]] = { weight, at }
    elseif at >= known[2] then
      sums[operation[3]] = { known[1] * 2 ^ (-(at - known[2]) / halfLife) + weight, at }
    else
      sums[operation[3]] = { known[1] + weight * 2 ^ (-(known[2] - at) / halfLife), known[2] }
    end
  elseif mayProfile and kind == 'count' then
    local counts = group('offers')
    local known = counts[operation[2]] or { 0, 0, 0 }
    known[operation[3] + 1] = known[operation[3] + 1] + 1
    counts[operation[2]] = known
  end
end

if changed then redis.call('SET', KEYS[3], cjson.encode(history)) end
if ARGV[6] ~= '' then
  redis.call('RPUSH', KEYS[4], ARGV[6])
  redis.call('PEXPIRE', KEYS[4], ARGV[4])
end
return 1
