--[[ Puts an offer into the inbox after the commit, where that granted another one than its first choice.
     KEYS 1 inbox
     ARGV 1 offer id, 2 entry as JSON, 3 lifetime in ms ]]
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
