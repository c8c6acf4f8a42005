--[[ What has moved since a revision, oldest first. KEYS as of `move-learning`. ARGV 1 the table that the reader knows,
     2 the revision it has read up to, 3 most names at once. Of another table, or one that was put back to an earlier
     state, it is told from the beginning.
     Returns the table ('' when there is none), the revision read up to, how many names there are, then name and counts
     of each. Less than the most: there is no more. ]]
local known = redis.call('HMGET', KEYS[1], '#table', '#revision')
if not known[1] then return { '', 0, 0 } end
local from, latest = tonumber(ARGV[2]), tonumber(known[2] or '0')
if known[1] ~= ARGV[1] or latest < from then from = 0 end
local answer = { known[1], latest, redis.call('ZCARD', KEYS[2]) }
if from == latest then return answer end
local names = redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. from, '+inf', 'LIMIT', 0, ARGV[3])
if #names == 0 then return answer end
if #names == tonumber(ARGV[3]) then answer[2] = tonumber(redis.call('ZSCORE', KEYS[2], names[#names])) end
for i, counts in ipairs(redis.call('HMGET', KEYS[1], unpack(names))) do
  answer[#answer + 1] = names[i]
  answer[#answer + 1] = counts
end
return answer
