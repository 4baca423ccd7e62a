-- Changes settings: request {actor, actor_name, staff, enabled?, slow?, members?, terms? (json), pin? ('' unpins),
-- details, reason?}; what is absent stays. Answers {'ok'} or {'refused', code}.
local room = load_room()
if not may_moderate() then
  return refused('auth.forbidden')
end
if request.enabled and room.phase >= 2 then
  return refused('chat.closed')
end
-- Before a stream is live, its chat is the host's to open.
if request.enabled and room.phase == 0 and request.actor ~= context.host then
  return refused('auth.forbidden')
end
if request.pin and request.pin ~= '' and not find_message(request.pin) then
  return refused('chat.message_not_found')
end

if request.enabled ~= nil then
  redis.call('HSET', key('room'), 'enabled', request.enabled and '1' or '0')
end
if request.slow then
  redis.call('HSET', key('room'), 'slow', whole(request.slow))
end
if request.members ~= nil then
  redis.call('HSET', key('room'), 'members', request.members and '1' or '0')
end
if request.terms then
  redis.call('HSET', key('room'), 'terms', request.terms, 'terms_rev', whole(next_of(room.terms_rev)))
end
if request.pin == '' then
  redis.call('HDEL', key('room'), 'pinned')
elseif request.pin then
  redis.call('HSET', key('room'), 'pinned', request.pin)
end
audit('settings', '', request.details)
publish({ type = 'settings' })
return { 'ok' }
