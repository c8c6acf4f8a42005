--[[ Notes with a decision that one of its offers was delivered.
     Guarantee: nothing is kept of a decision whose record is gone: its customer may have been erased in between.
     KEYS 1 decision record, 2 feedback of the decision (list)
     ARGV 1 line, 2 lifetime in ms
     Returns 1 when noted, 0 when the record is gone. ]]
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('RPUSH', KEYS[2], ARGV[1])
redis.call('PEXPIRE', KEYS[2], ARGV[2])
return 1
