--[[ Writes what an operator or app knows of a customer.
     Guarantee: fields that are not named keep their value; null removes one.
     KEYS 1 attributes, 2 history
     ARGV 1 fields as JSON (an inner object `attributes` is merged likewise), 2 history as JSON { group: { category: { sum, at } } }
     Returns 1. ]]
local function merge(into, from)
  for name, value in pairs(from) do
    if value == cjson.null then into[name] = nil else into[name] = value end
  end
end
local text = redis.call('GET', KEYS[1])
local attributes = text and cjson.decode(text) or {}
local fields = cjson.decode(ARGV[1])
if fields['attributes'] then
  -- Merged one level down only: an attribute may itself be called `attributes`.
  local inner = attributes['attributes'] or {}
  merge(inner, fields['attributes'])
  fields['attributes'] = inner
end
merge(attributes, fields)
redis.call('SET', KEYS[1], cjson.encode(attributes))

local groups = cjson.decode(ARGV[2])
if next(groups) then
  local historyText = redis.call('GET', KEYS[2])
  local history = historyText and cjson.decode(historyText) or {}
  for group, sums in pairs(groups) do
    history[group] = history[group] or {}
    for category, sum in pairs(sums) do history[group][category] = sum end
  end
  redis.call('SET', KEYS[2], cjson.encode(history))
end
return 1
