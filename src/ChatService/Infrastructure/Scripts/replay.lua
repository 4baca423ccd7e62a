-- Reads messages and reactions by time: request {user?, from (ms), to (ms, exclusive), limit}. Answers {'ok', messages,
-- reactions}, each at most limit, or {'refused', code} when the user is banned. Timestamps rise with offsets, so the first
-- message is found by halving.
local room = load_room()
if request.user and banned_until(request.user) == 0 then
  return refused('chat.banned')
end
local low, high = room.trimmed + 1, room.offset + 1
while low < high do
  local middle = math.floor((low + high) / 2)
  local entry = redis.call('XRANGE', key('log'), whole(middle) .. '-0', '+', 'COUNT', 1)[1]
  local at
  if entry then
    at = tonumber(values_of(entry).at)
  end
  if not at or at >= request.from then
    high = middle
  else
    low = middle + 1
  end
end

local messages = {}
for _, entry in ipairs(redis.call('XRANGE', key('log'), whole(low) .. '-0', '+', 'COUNT', request.limit)) do
  if tonumber(values_of(entry).at) >= request.to then
    break
  end
  messages[#messages + 1] = entry
end
return {
  'ok', messages,
  redis.call('XRANGE', key('reactions'), whole(request.from), '(' .. whole(request.to) .. '-0', 'COUNT', request.limit),
}
