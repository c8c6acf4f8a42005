-- Puts a release into force, if the one that it was made from is still in force, and says so in the audit. A version may go
-- with it, with its evaluations, and with its file if no other version has the same.
-- KEYS 1 release, 2 audit, 3 versions, 4 file and 5 evaluations of the version that goes.
-- ARGV 1 revision that must be in force (0: none is), 2 JSON of the new release, 3 audit entry, 4 audit entries that are kept,
-- 5 version that goes ('': none), 6 SHA-256 of its file, 7... versions that must be there.
-- Answers 'ok', 'CONFLICT' or 'NOT_FOUND'.
local text = redis.call('GET', KEYS[1])
-- Found as text, here and below: what people wrote into the same JSON is nothing that this may fail on.
local revision = text and tonumber(string.match(text, '"revision":(%d+)')) or 0
if revision ~= tonumber(ARGV[1]) then return 'CONFLICT' end
for i = 7, #ARGV do
  if redis.call('HEXISTS', KEYS[3], ARGV[i]) == 0 then return 'NOT_FOUND' end
end

local function isFileOfAnother()
  local all = redis.call('HGETALL', KEYS[3])
  for i = 1, #all, 2 do
    local isSame = string.find(all[i + 1], '"modelSha256":"' .. ARGV[6] .. '"', 1, true)
    if isSame and all[i] ~= ARGV[5] then return true end
  end
  return false
end

-- All questions before the first change: a script that fails takes nothing back.
if ARGV[5] ~= '' then
  if redis.call('HEXISTS', KEYS[3], ARGV[5]) == 0 then return 'NOT_FOUND' end
  local isShared = isFileOfAnother()
  redis.call('HDEL', KEYS[3], ARGV[5])
  redis.call('UNLINK', KEYS[5])
  if not isShared then redis.call('UNLINK', KEYS[4]) end
end
redis.call('SET', KEYS[1], ARGV[2])
redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[4], '*', 'entry', ARGV[3])
return 'ok'
