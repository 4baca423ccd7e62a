-- Reads messages, oldest first: request {user?, after?, before?, limit}. With after, those right after that offset; with
-- before, those right before it; else the newest. Answers {'ok', epoch,
-- head, trimmed, entries, private}, or {'refused', code} when the user is banned; one who is timed out may read.
local room = load_room()
if request.user and banned_until(request.user) == 0 then
  return refused('chat.banned')
end
local entries
if request.after then
  entries = redis.call('XRANGE', key('log'), '(' .. whole(request.after) .. '-0', '+', 'COUNT', request.limit)
else
  local newest = '+'
  if request.before then
    newest = '(' .. whole(request.before) .. '-0'
  end
  local reversed = redis.call('XREVRANGE', key('log'), newest, '-', 'COUNT', request.limit)
  entries = {}
  for i = #reversed, 1, -1 do
    entries[#entries + 1] = reversed[i]
  end
end
return { 'ok', room.epoch, room.offset, room.trimmed, entries, room.private and 1 or 0 }
