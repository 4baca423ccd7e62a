-- Reads messages and reactions by time: request {from (ms), to (ms, exclusive), limit}. Answers {'ok', messages, reactions},
-- each at most limit. Timestamps rise with offsets, so the first message is found by halving.
local room = load_room()
local low, high = room.trimmed + 1, room.offset + 1
while low < high do
  local middle = math.floor((low + high) / 2)
  local entry = redis.call('XRANGE', key('log'), whole(middle) .. '-0', '+', 'COUNT', 1)[1]
  local at
  if entry then
    for i = 1, #entry[2], 2 do
      if entry[2][i] == 'at' then
        at = tonumber(entry[2][i + 1])
      end
    end
  end
  if not at or at >= request.from then
    high = middle
  else
    low = middle + 1
  end
end

local messages = {}
for _, entry in ipairs(redis.call('XRANGE', key('log'), whole(low) .. '-0', '+', 'COUNT', request.limit)) do
  for i = 1, #entry[2], 2 do
    if entry[2][i] == 'at' and tonumber(entry[2][i + 1]) < request.to then
      messages[#messages + 1] = entry
    end
  end
end
return {
  'ok', messages,
  redis.call('XRANGE', key('reactions'), whole(request.from), '(' .. whole(request.to) .. '-0', 'COUNT', request.limit),
}
