-- Bans, times out or unbans: request {actor, actor_name, staff, admin, user, target_admin, action ('ban', 'timeout' or
-- 'unban'), stream, ends (ms, 0 for never), record (json), capacity, reason?, seconds?, event_id, trace?}. KEYS[2] is
-- the outbox from which the event goes to the bus. Answers {'ok'} or {'refused', code}.
load_room()
if not may_moderate() then
  return refused('auth.forbidden')
end
if request.action ~= 'unban' then
  local above = request.actor == context.host or request.admin
  if request.user == context.host or request.target_admin or request.user == request.actor
    or (is_moderator(request.user) and not above) then
    return refused('chat.target_protected')
  end
end

if request.action == 'unban' then
  if redis.call('HDEL', key('bans'), request.user) == 0 then
    return refused('chat.ban_not_found')
  end
else
  if redis.call('HLEN', key('bans')) >= request.capacity and redis.call('HEXISTS', key('bans'), request.user) == 0 then
    -- Time-outs that are over are no bans any more.
    for _, banned in ipairs(redis.call('HKEYS', key('bans'))) do
      banned_until(banned)
    end
    if redis.call('HLEN', key('bans')) >= request.capacity then
      return refused('chat.too_many_bans')
    end
  end
  redis.call('HSET', key('bans'), request.user, whole(request.ends) .. '|' .. request.record)
end
audit(request.action, request.user, request.seconds and whole(request.seconds) or '')
publish({ type = 'moderated', user = request.user, action = request.action, ends = request.ends, seconds = request.seconds })
expire_with_room('bans')
local sequence = whole(next_of(redis.call('HGET', key('room'), 'moderations')))
redis.call('HSET', key('room'), 'moderations', sequence)
redis.call('XADD', KEYS[2], '*', 'id', request.event_id, 'stream', request.stream, 'sequence', sequence,
  'at', whole(context.now), 'user', request.user, 'moderator', request.actor, 'action', request.action,
  'seconds', request.seconds and whole(request.seconds) or '', 'reason', request.reason or '', 'trace', request.trace or '')
return { 'ok' }
