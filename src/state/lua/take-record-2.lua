--[[ Reads a decision's record with the key that its customer's decisions are sealed with, and makes the key if there is none.
     Guarantee: no key is made for a customer who was erased in between.
     KEYS 1 decision record, 2 log key
     ARGV 1 a fresh key
     Returns { record, key }, or nothing when the record is gone. ]]
local record = redis.call('GET', KEYS[1])
if not record then return nil end
redis.call('SET', KEYS[2], ARGV[1], 'NX')
return { record, redis.call('GET', KEYS[2]) }
