--[[ Puts a decision into force: reserves contacts, falls to the next ranked offer where one is refused, keeps the record.
     Guarantee: consent and contact limits hold against the live state at this very moment, so that no number of
     processes deciding at once can push past them. All or nothing: it runs alone.
     KEYS 1 consents, 2 contacts, 3 trail, 4 seq, 5 decision record, 6 inbox
     ARGV 1 now in ms, 2 channel, 3 outbound (0 or 1), 4 plan as JSON, 5 record as JSON without its last brace,
          6 record lifetime in ms, 7 trail as JSON or '', 8 trail lifetime in ms, 9 contacts lifetime in ms,
          10 data class of the trail: precise or coarse,
          11 and 12 consents and contacts as the decision read them ('' for none), 13 the contacts as they are once the
          first offer is granted ('' for none), 14 how many slots the plan has, 15 the offer of the first slot that
          is to be kept in the inbox until it was seen, if it is granted, else '', 16 its inbox entry without the bracket and number that
          begin it, 17 inbox lifetime in ms, 18 'check' when the first choice may not be granted as it is
     Where consents and contacts are still what the decision read, all that it checked holds: its first choice is granted
     without checking anew, which is most of the work. A plan of several slots is checked, for each grant is a contact.
     Plan: { shared = limits, uses = { location, profiling } (0 or 1), slots = { { { offer, ownLimits }, ... }, ... } },
     limit: { offerId or '*', outboundOnly (0 or 1), sinceMs, limit, code }. An offer with stock that holds no lease is
     written { offer, ownLimits, code } and refused, or { offer, ownLimits, '' } and passed over.
     Returns '' when this decision is in force already (a caller asked twice), else
     JSON { g = { { slot, rank, seq }, ... }, r = { { offerId, code }, ... } }, slot and rank counted from 0; with
     u = 1 when no record was kept, since what the decision has used is not allowed any more. ]]
if redis.call('EXISTS', KEYS[5]) == 1 then return '' end
local MOST_IN_INBOX = 16

-- The numbers of a customer begin with the time, so that those after an erasure, or after the store was lost, follow on
-- the ones that a device knows from before it.
local function nextSeq()
  local seq = redis.call('INCR', KEYS[4])
  if seq > 1 then return seq end
  redis.call('SET', KEYS[4], ARGV[1])
  return tonumber(ARGV[1])
end

-- An offer has one entry: pushed again, it takes the place of the push before. The oldest entries give way, half at a time.
local function keepInInbox(seq)
  if ARGV[15] == '' then return end
  redis.call('HSET', KEYS[6], ARGV[15], '[' .. seq .. ',' .. ARGV[16])
  redis.call('PEXPIRE', KEYS[6], ARGV[17])
  if redis.call('HLEN', KEYS[6]) <= MOST_IN_INBOX then return end
  local all, kept = redis.call('HGETALL', KEYS[6]), {}
  for i = 1, #all, 2 do kept[#kept + 1] = { tonumber(string.match(all[i + 1], '^%[(%d+)')), all[i] } end
  table.sort(kept, function(a, b) return a[1] < b[1] end)
  for i = 1, MOST_IN_INBOX / 2 do redis.call('HDEL', KEYS[6], kept[i][2]) end
end

local consentText, contactText = redis.call('GET', KEYS[1]), redis.call('GET', KEYS[2])

if (consentText or '') == ARGV[11] and (contactText or '') == ARGV[12] and (ARGV[14] == '0' or ARGV[14] == '1')
  and ARGV[18] ~= 'check' then
  local result = '{"g":[],"r":[]}'
  if ARGV[14] == '1' then
    local seq = nextSeq()
    result = '{"g":[[0,0,' .. seq .. ']],"r":[]}'
    keepInInbox(seq)
    if ARGV[13] ~= '' then redis.call('SET', KEYS[2], ARGV[13], 'PX', ARGV[9]) end
  end
  redis.call('SET', KEYS[5], ARGV[5] .. ',"commit":' .. result .. '}', 'PX', ARGV[6])
  if ARGV[7] ~= '' then redis.call('SET', KEYS[3], ARGV[7], 'PX', ARGV[8]) end
  return result
end

local now, channel, outbound = tonumber(ARGV[1]), ARGV[2], ARGV[3] == '1'
local consents = consentText and cjson.decode(consentText) or {}

local function granted(field)
  return consents[field] ~= nil and consents[field]['status'] == 'granted'
end
local function marketing()
  local own = consents['marketing:' .. channel]
  if own then return own['status'] == 'granted' end
  return granted('marketing')
end

local contacts = contactText and cjson.decode(contactText) or {}

local function reached(limits)
  for _, limit in ipairs(limits) do
    local count = 0
    for _, contact in ipairs(contacts) do
      if contact[1] >= limit[3] and (limit[1] == '*' or contact[2] == limit[1])
        and (limit[2] == 0 or contact[3] == 1) then
        count = count + 1
      end
    end
    if count >= limit[4] then return limit[5] end
  end
end

local plan = cjson.decode(ARGV[4])
local grants, refusals, taken = {}, {}, {}
local uses = plan['uses']
-- What the decision has used must still be allowed, or nothing of it may stay: no push, no record, no trail.
local tooFine = granted('location') and consents['location']['dataClass'] == 'coarse' and ARGV[10] ~= 'coarse'
-- Consents that were there and are gone: the customer was erased in between.
local isErased = not consentText and (ARGV[11] or '') ~= ''
local mayUse = not isErased and (uses[1] == 0 or (granted('location') and not tooFine)) and (uses[2] == 0 or granted('profiling'))
local mayMarket = marketing()
for slotIndex, ranked in ipairs(plan['slots']) do
  for rank, option in ipairs(ranked) do
    local offer = option[1]
    if not taken[offer] and option[3] ~= '' then
      local code
      if option[3] then
        code = option[3]
      elseif not mayMarket or not mayUse then
        code = 'CONSENT_MISSING'
      else
        code = reached(plan['shared']) or reached(option[2])
      end
      if code then
        refusals[#refusals + 1] = { offer, code }
      else
        taken[offer] = true
        -- What no limit ever counts is not kept: an app that asks with every screen would pile up contacts without end.
        if outbound or #option[2] > 0 then contacts[#contacts + 1] = { now, offer, outbound and 1 or 0 } end
        local seq = nextSeq()
        grants[#grants + 1] = { slotIndex - 1, rank - 1, seq }
        if slotIndex == 1 and offer == ARGV[15] then keepInInbox(seq) end
        break
      end
    end
  end
end

if #grants > 0 then
  local kept, oldest = {}, now - tonumber(ARGV[9])
  for _, contact in ipairs(contacts) do
    if contact[1] >= oldest then kept[#kept + 1] = contact end
  end
  if #kept > 0 then redis.call('SET', KEYS[2], cjson.encode(kept), 'PX', ARGV[9]) end
end
-- An empty Lua table would be written as an object.
local result = '{"g":' .. (#grants > 0 and cjson.encode(grants) or '[]')
  .. ',"r":' .. (#refusals > 0 and cjson.encode(refusals) or '[]')
if not mayUse then return result .. ',"u":1}' end
result = result .. '}'
redis.call('SET', KEYS[5], ARGV[5] .. ',"commit":' .. result .. '}', 'PX', ARGV[6])
if ARGV[7] ~= '' and granted('location') and not tooFine then redis.call('SET', KEYS[3], ARGV[7], 'PX', ARGV[8]) end
return result
