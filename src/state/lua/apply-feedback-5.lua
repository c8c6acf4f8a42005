--[[ Records one event about a customer and lets it change history and rests at once.
     Guarantee: once per event id, however often it arrives. Counts fade with time and add up in any order. However many
     categories a client makes up, each group keeps MOST_CATEGORIES: every decision reads them all. Of each category the
     MOST_RECENT newest events of the last RECENT_DAYS are kept, for look-backs of rules. Of a customer who was
     erased nothing is kept anew: what answers a decision needs its record, all else takes consent to profiling.
     KEYS 1 events (sorted set), 2 consents, 3 history, 4 feedback of the decision (list),
          5 decision record
     ARGV 1 event id, 2 time of the event in ms, 3 oldest time that is kept in ms, 4 lifetime in ms,
          5 operations as JSON, 6 line for the decision's feedback or '', 7 a second id that may come only once or ''
     Operations: { 'sum', group, category, weight, halfLifeMs }, { 'recent', group, category, minute },
     { 'count', offerId, index }, { 'rest', key, untilMs }.
     Returns 0 when it was known, -1 when the decision that it answers is gone; when recorded 1, with 2 more when it is the
     first to tell that its delivery was seen, and 4 more when it is the first to tell that it was accepted. ]]
local SEEN = { impression = true, click = true, dismiss = true, accept = true, redeem = true }
local ACCEPTED = { accept = true, redeem = true }
local MOST_CATEGORIES = 200
local MOST_RECENT_CATEGORIES, MOST_RECENT, RECENT_DAYS = 50, 10, 90
local ANY_CATEGORY = '*'
local at = tonumber(ARGV[2])
local answersDecision = ARGV[6] ~= ''
if answersDecision and redis.call('EXISTS', KEYS[5]) == 0 then return -1 end

local consentText = redis.call('GET', KEYS[2])
local consent = consentText and cjson.decode(consentText)['profiling']
local mayProfile = consent and consent['status'] == 'granted'
-- It would change nothing, however often it came.
if not answersDecision and not mayProfile then return 1 end

if redis.call('ZADD', KEYS[1], 'NX', at, ARGV[1]) == 0 then return 0 end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
if ARGV[7] ~= '' and redis.call('ZADD', KEYS[1], 'NX', at, ARGV[7]) == 0 then return 0 end

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

-- The category whose newest event is oldest gives way; that of all categories never does.
local function makeRecentRoom(events)
  local count, oldest = 0, nil
  for category, minutes in pairs(events) do
    if category ~= ANY_CATEGORY then
      count = count + 1
      if not oldest or minutes[1] < events[oldest][1]
        or (minutes[1] == events[oldest][1] and category < oldest) then
        oldest = category
      end
    end
  end
  if count >= MOST_RECENT_CATEGORIES then events[oldest] = nil end
end

-- Newest first, in whatever order they come.
local function keepRecent(events, category, minute)
  local minutes = events[category]
  if not minutes then
    if category ~= ANY_CATEGORY then makeRecentRoom(events) end
    events[category] = { minute }
    return
  end
  table.insert(minutes, minute)
  table.sort(minutes, function(a, b) return a > b end)
  local first = minutes[1] - RECENT_DAYS * 1440
  while #minutes > MOST_RECENT or minutes[#minutes] < first do table.remove(minutes) end
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
  elseif mayProfile and kind == 'recent' then
    keepRecent(group(operation[2]), operation[3], operation[4])
  elseif mayProfile and kind == 'count' then
    local counts = group('offers')
    local known = counts[operation[2]] or { 0, 0, 0 }
    known[operation[3] + 1] = known[operation[3] + 1] + 1
    counts[operation[2]] = known
  end
end

-- What the lines that are there leave to this one to tell of its delivery.
local function newsOf(line)
  if not line['deliveryId'] or not SEEN[line['type']] then return 0 end
  local isSeen, isAccepted = false, false
  for _, text in ipairs(redis.call('LRANGE', KEYS[4], 0, -1)) do
    local earlier = cjson.decode(text)
    if earlier['deliveryId'] == line['deliveryId'] then
      isSeen = isSeen or SEEN[earlier['type']] == true
      isAccepted = isAccepted or ACCEPTED[earlier['type']] == true
    end
  end
  return (isSeen and 0 or 2) + (ACCEPTED[line['type']] and not isAccepted and 4 or 0)
end

local news = 0
if changed then redis.call('SET', KEYS[3], cjson.encode(history)) end
if answersDecision then
  news = newsOf(cjson.decode(ARGV[6]))
  redis.call('RPUSH', KEYS[4], ARGV[6])
  redis.call('PEXPIRE', KEYS[4], ARGV[4])
end
return 1 + news
