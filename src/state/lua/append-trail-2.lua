--[[ Keeps the working trail of a customer who consented to location.
     Guarantee: a trail is never written without consent in force, nor finer than that consent allows, however late
     the write arrives.
     KEYS 1 consents, 2 trail
     ARGV 1 trail as JSON, 2 lifetime in ms, 3 data class of the trail: precise or coarse
     Returns 1 when written, 0 when consent is missing. ]]
local text = redis.call('GET', KEYS[1])
local location = text and cjson.decode(text)['location']
if not location or location['status'] ~= 'granted' then return 0 end
if location['dataClass'] == 'coarse' and ARGV[3] ~= 'coarse' then return 0 end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
return 1
