-- Removes a version that has never served, and where it came from. One that serves or has served stays.
-- KEYS 1 pointer, 2 versions published before, 3 where versions came from, 4 the version itself. ARGV 1 its name.
-- Answers 1 when it is gone, 0 when it stays.
if redis.call('GET', KEYS[1]) == ARGV[1] or redis.call('LPOS', KEYS[2], ARGV[1]) then return 0 end
redis.call('UNLINK', KEYS[4])
redis.call('HDEL', KEYS[3], ARGV[1])
return 1
