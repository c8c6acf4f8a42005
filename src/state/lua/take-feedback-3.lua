--[[ Reads what has come of a decision with its record and the key that its customer's decisions are sealed with, and makes
     the key if there is none.
     Guarantee: no key is made for a customer who was erased in between, nor for a decision that nothing has come of.
     KEYS 1 decision record, 2 log key, 3 feedback of the decision (list)
     ARGV 1 a fresh key
     Returns { record, key, line ... }, or nothing when the record is gone or there is no feedback. ]]
local record = redis.call('GET', KEYS[1])
local lines = redis.call('LRANGE', KEYS[3], 0, -1)
if not record or #lines == 0 then return nil end
redis.call('SET', KEYS[2], ARGV[1], 'NX')
local taken = { record, redis.call('GET', KEYS[2]) }
for _, line in ipairs(lines) do table.insert(taken, line) end
return taken
