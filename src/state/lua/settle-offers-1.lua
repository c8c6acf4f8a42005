--[[ Tells the inbox that offers were seen or are to be shown no more. What they said goes; that they were there stays, so
     that a device which was away can be told.
     Guarantee: an entry goes from waiting to seen to recalled, never back.
     KEYS 1 inbox
     ARGV 1 's' (seen) or 'r' (recalled), 2 the device that saw it, or why it is recalled,
          3 delivery id or '', 4 offer id or '': whichever of its pushes is kept, if it was decided
          5 by then (ms). Neither id: all.
     Returns '' when nothing changed, else JSON { { seq, deliveryId, offerId }, ... }. ]]
local isAll = ARGV[3] == '' and ARGV[4] == ''
local changed = {}
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  local entry = cjson.decode(all[i + 1])
  local isOffer = all[i] == ARGV[4] and entry[6] <= tonumber(ARGV[5])
  local isMeant = isAll or entry[4] == ARGV[3] or isOffer
  if isMeant and entry[2] ~= 'r' and entry[2] ~= ARGV[1] then
    local settled = { entry[1], ARGV[1], ARGV[2], entry[4], entry[5], entry[6], entry[7] }
    redis.call('HSET', KEYS[1], all[i], cjson.encode(settled))
    changed[#changed + 1] = { entry[1], entry[4], all[i] }
  end
end
return #changed > 0 and cjson.encode(changed) or ''
