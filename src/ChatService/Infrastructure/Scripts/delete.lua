-- Deletes a message: request {actor, actor_name, staff, admin, message, reason?}. Authors delete their own; moderators
-- anybody's but the host's and an admin's. Answers {'ok'}, also when it is deleted already, or {'refused', code}.
local room = load_room()
local offset = redis.call('HGET', key('ids'), request.message)
if not offset then
  return refused('chat.message_not_found')
end
local entry = redis.call('XRANGE', key('log'), offset .. '-0', offset .. '-0')[1]
if not entry then
  return { 'ok' }
end

local values = {}
for i = 1, #entry[2], 2 do
  values[entry[2][i]] = entry[2][i + 1]
end
if values.u ~= request.actor then
  local above = request.actor == context.host or request.admin
  if not may_moderate() or ((values.k == 'host' or values.k == 'admin') and not above) then
    return refused('auth.forbidden')
  end
end

redis.call('XDEL', key('log'), entry[1])
redis.call('ZADD', key('deleted'), offset, request.message)
redis.call('ZREMRANGEBYRANK', key('deleted'), 0, -1001)
audit('delete', values.u, request.message)
publish({ type = 'deleted', id = request.message, offset = tonumber(offset) })
if room.pinned == request.message then
  redis.call('HDEL', key('room'), 'pinned')
  publish({ type = 'settings' })
end
return { 'ok' }
