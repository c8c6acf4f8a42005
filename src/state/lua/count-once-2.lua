-- Counts a customer in a trial, the first time only. A HyperLogLog knows whom it has seen without keeping who it was; of
-- many thousands it overlooks some, of both arms alike. KEYS 1 HyperLogLog, 2 counts. ARGV 1 customer, 2 field, 3 lifetime
-- in ms. Answers 1 if it was counted.
if redis.call('PFADD', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('PEXPIRE', KEYS[1], ARGV[3])
redis.call('HINCRBY', KEYS[2], ARGV[2], 1)
redis.call('PEXPIRE', KEYS[2], ARGV[3])
return 1
