--[[ Merges reported values, newest first by their own time.
     Guarantee: values that take consent to profiling are not kept without it, and none is kept of a customer without any
     entry in the ledger: no offer can come of it, and they may have been erased.
     KEYS 1 consents, 2 context
     ARGV 1 values anyone may report, 2 values that take consent (both JSON objects), 3 time of the report in ms,
          4 lifetime in ms
     Returns how many values were kept. ]]
local consentText = redis.call('GET', KEYS[1])
if not consentText then return 0 end
local profiling = cjson.decode(consentText)['profiling']
local text = redis.call('GET', KEYS[2])
local context = text and cjson.decode(text) or {}
local at, kept = tonumber(ARGV[3]), 0
local function merge(values)
  for name, value in pairs(values) do
    local known = context[name]
    if not known or known[2] <= at then
      context[name] = { value, at }
      kept = kept + 1
    end
  end
end
merge(cjson.decode(ARGV[1]))
if profiling and profiling['status'] == 'granted' then merge(cjson.decode(ARGV[2])) end
if kept > 0 then redis.call('SET', KEYS[2], cjson.encode(context), 'PX', ARGV[4]) end
return kept
