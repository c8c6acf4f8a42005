--[[ Writes one entry of the consent ledger and puts it into force.
     Guarantee: ledger and consents in force never differ; what rested on a withdrawn consent is gone at once. A plain
     "no marketing" ends the marketing of every channel; a channel that is granted later stands again. Consent that is
     given once more without a data class keeps the class that the customer chose.
     KEYS 1 consents, 2 ledger (stream), 3 trail, 4 history, 5 context
     ARGV 1 field (purpose, or purpose:channel), 2 entry as JSON
     Returns the entry as it is in force, as JSON. ]]
local text = redis.call('GET', KEYS[1])
local consents = text and cjson.decode(text) or {}
local entry = cjson.decode(ARGV[2])
local known = consents[ARGV[1]]
if ARGV[1] == 'location' and entry['status'] == 'granted' and not entry['dataClass'] and known then
  entry['dataClass'] = known['dataClass']
end
if ARGV[1] == 'marketing' and entry['status'] == 'withdrawn' then
  for field in pairs(consents) do
    if string.sub(field, 1, 10) == 'marketing:' then consents[field] = nil end
  end
end
consents[ARGV[1]] = entry
redis.call('SET', KEYS[1], cjson.encode(consents))
local withdrawn = entry['status'] == 'withdrawn'
-- Who allows coarse positions only has taken back the precise ones.
if ARGV[1] == 'location' and (withdrawn or entry['dataClass'] == 'coarse') then redis.call('DEL', KEYS[3]) end
if ARGV[1] == 'profiling' and withdrawn then
  redis.call('DEL', KEYS[5])
  local history = redis.call('GET', KEYS[4])
  -- A customer's "no" to an offer is kept: it protects, and it is no profile.
  local rests = history and cjson.decode(history)['rests']
  if rests and next(rests) then redis.call('SET', KEYS[4], cjson.encode({ rests = rests }))
  else redis.call('DEL', KEYS[4]) end
end
local inForce = cjson.encode(entry)
redis.call('XADD', KEYS[2], '*', 'field', ARGV[1], 'entry', inForce)
return inForce
