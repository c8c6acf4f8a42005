--[[ Moves one delivery through the stock of its offer: units, a budget, or both.
     Guarantee: what is leased, held and consumed together never exceeds the units, nor what it costs the budget, however
     many processes move at once; only a 'redeem' may, for it tells what has happened already. A delivery counts once,
     however often a move is repeated. What is over by now is given back before anything else.
     KEYS 1 totals, 2 deliveries, 3 ends (sorted set)
     ARGV 1 now in ms, 2 move, 3 delivery id or '', 4 units or '' (no bound), 5 budget in minor units or '' (no bound),
          6 what one costs in minor units, 7 end of the lease or of the hold in ms, 8 when the delivery is forgotten in ms,
          9 lifetime of deliveries and ends in ms
     Moves: 'count' changes nothing. 'lease' reserves one. 'hold' keeps it for longer; where the lease has lapsed it takes
     one anew. 'accept' and 'redeem' consume it; where nothing is reserved they take one anew. 'dismiss' gives it back for
     good. 'release' gives back a lease, and nothing else.
     A delivery is l (leased), h (held), c (consumed) or g (given back); the last two stay until they are forgotten, so that
     a move that comes again or late is known. Fields that begin with # are sums of what is reserved.
     Returns { answer, leases that lapsed, holds that ended, leased, held, consumed, reserved minor, consumed minor };
     answer: 'moved', 'known' (nothing to do), 'late' (its end has passed), 'over' (consumed beyond the stock),
     'OUT_OF_STOCK' or 'OUT_OF_BUDGET' (nothing has changed). ]]
-- So that one call never blocks Redis for long; the next one goes on.
local MOST_AT_ONCE = 1000
local now, move, delivery = tonumber(ARGV[1]), ARGV[2], ARGV[3]

local function amount(key, field) return tonumber(redis.call('HGET', key, field) or '0') end

-- Amounts and times stay the texts that they came as: Lua would write large ones with an exponent.
local function read(id)
  local text = redis.call('HGET', KEYS[2], id)
  if not text then return { state = '' } end
  local state, cost, forgetAt = string.match(text, '^(%a) (%d+) (%d+)$')
  return { state = state, cost = cost, forgetAt = forgetAt }
end

local function write(id, state, cost, forgetAt, endsAt)
  redis.call('HSET', KEYS[2], id, state .. ' ' .. cost .. ' ' .. forgetAt)
  redis.call('ZADD', KEYS[3], endsAt, id)
  redis.call('PEXPIRE', KEYS[2], ARGV[9])
  redis.call('PEXPIRE', KEYS[3], ARGV[9])
end

local function reserve(id, state, cost, forgetAt, endsAt)
  write(id, state, cost, forgetAt, endsAt)
  redis.call('HINCRBY', KEYS[2], '#' .. state, 1)
  redis.call('HINCRBY', KEYS[2], '#minor', cost)
end

local function isReserved(known) return known.state == 'l' or known.state == 'h' end

local function unreserve(known)
  redis.call('HINCRBY', KEYS[2], '#' .. known.state, -1)
  -- Not '-' before the text: Redis takes no -0.
  redis.call('HINCRBY', KEYS[2], '#minor', 0 - tonumber(known.cost))
end

local function forget(id)
  redis.call('HDEL', KEYS[2], id)
  redis.call('ZREM', KEYS[3], id)
end

local lapsed, ended = 0, 0
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', ARGV[1], 'LIMIT', 0, MOST_AT_ONCE)) do
  local known = read(id)
  if isReserved(known) then unreserve(known) end
  if known.state == 'l' then lapsed = lapsed + 1 end
  if known.state == 'h' then
    ended = ended + 1
    write(id, 'g', known.cost, known.forgetAt, known.forgetAt)
  else
    forget(id)
  end
end

-- What speaks against one more; nothing when there is room.
local function shortage()
  local taken = amount(KEYS[2], '#l') + amount(KEYS[2], '#h') + amount(KEYS[1], 'consumed')
  if ARGV[4] ~= '' and taken >= tonumber(ARGV[4]) then return 'OUT_OF_STOCK' end
  local spent = amount(KEYS[2], '#minor') + amount(KEYS[1], 'consumedMinor')
  if ARGV[5] ~= '' and spent + tonumber(ARGV[6]) > tonumber(ARGV[5]) then return 'OUT_OF_BUDGET' end
end

local function consume(cost)
  redis.call('HINCRBY', KEYS[1], 'consumed', 1)
  redis.call('HINCRBY', KEYS[1], 'consumedMinor', cost)
  write(delivery, 'c', cost, ARGV[8], ARGV[8])
end

local moves = {}

function moves.count() return 'known' end

function moves.lease(known)
  -- The same decision once more, after a crash: it lasts anew.
  if known.state == 'l' then write(delivery, 'l', known.cost, known.forgetAt, ARGV[7]) end
  if known.state ~= '' then return 'known' end
  local short = shortage()
  if short then return short end
  reserve(delivery, 'l', ARGV[6], ARGV[8], ARGV[7])
  return 'moved'
end

function moves.hold(known)
  if known.state ~= '' and known.state ~= 'l' then return 'known' end
  if tonumber(ARGV[7]) <= now then return 'late' end
  if known.state == 'l' then
    unreserve(known)
    reserve(delivery, 'h', known.cost, ARGV[8], ARGV[7])
    return 'moved'
  end
  local short = shortage()
  if short then return short end
  reserve(delivery, 'h', ARGV[6], ARGV[8], ARGV[7])
  return 'moved'
end

local function take(known, isDone)
  if known.state == 'c' then return 'known' end
  if isReserved(known) then
    unreserve(known)
    consume(known.cost)
    return 'moved'
  end
  local short = shortage()
  if short and not isDone then return short end
  consume(ARGV[6])
  return short and 'over' or 'moved'
end

function moves.accept(known) return take(known, false) end
function moves.redeem(known) return take(known, true) end

function moves.dismiss(known)
  if known.state == 'c' or known.state == 'g' then return 'known' end
  if isReserved(known) then unreserve(known) end
  write(delivery, 'g', ARGV[6], ARGV[8], ARGV[8])
  return known.state == '' and 'known' or 'moved'
end

function moves.release(known)
  if known.state ~= 'l' then return 'known' end
  unreserve(known)
  forget(delivery)
  return 'moved'
end

local answer = moves[move](delivery ~= '' and read(delivery) or { state = '' })
return {
  answer, lapsed, ended,
  amount(KEYS[2], '#l'), amount(KEYS[2], '#h'), amount(KEYS[1], 'consumed'),
  amount(KEYS[2], '#minor'), amount(KEYS[1], 'consumedMinor'),
}
