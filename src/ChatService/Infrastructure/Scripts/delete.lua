-- Deletes a message: request {actor, actor_name, staff, admin, message, reason?}. Authors delete their own; moderators
-- anybody's but the host's and an admin's. Answers {'ok'}, also when it is deleted already, or {'refused', code}.
local room = load_room()
local entry, offset = find_message(request.message)
if not offset then
  return refused('chat.message_not_found')
end
if not entry then
  local tombstone = redis.call('ZRANGEBYSCORE', key('deleted'), offset, offset)[1]
  local author = tombstone and string.sub(tombstone, 37, 72)
  if author ~= request.actor and not may_moderate() then
    return refused('auth.forbidden')
  end
  return { 'ok' }
end

local values = values_of(entry)
if values.u ~= request.actor then
  local above = request.actor == context.host or request.admin
  if not may_moderate() or ((values.k == 'host' or values.k == 'admin') and not above) then
    return refused('auth.forbidden')
  end
end

redis.call('XDEL', key('log'), entry[1])
redis.call('ZADD', key('deleted'), offset, request.message .. values.u .. (values.c and (':' .. values.c) or ''))
expire_with_room('deleted')
-- Only so many deleted messages are remembered, or whoever writes and deletes without end would fill the memory.
for _, forgotten in ipairs(redis.call('ZRANGE', key('deleted'), 0, -1001)) do
  redis.call('HDEL', key('ids'), string.sub(forgotten, 1, 36))
  if #forgotten > 72 then
    redis.call('HDEL', key('clients'), string.sub(forgotten, 37))
  end
end
redis.call('ZREMRANGEBYRANK', key('deleted'), 0, -1001)
audit('delete', values.u, request.message)
publish({ type = 'deleted', id = request.message, offset = tonumber(offset) })
if room.pinned == request.message then
  redis.call('HDEL', key('room'), 'pinned')
  publish({ type = 'settings' })
end
return { 'ok' }
