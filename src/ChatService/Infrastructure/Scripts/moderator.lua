-- Makes an account a moderator of the room or takes that away: request {actor, actor_name, user, add, capacity}.
-- Only the host may. Answers {'ok'} or {'refused', code}.
load_room()
if request.actor ~= context.host then
  return refused('auth.forbidden')
end
if request.add then
  if redis.call('HLEN', key('mods')) >= request.capacity and not is_moderator(request.user) then
    return refused('chat.too_many_moderators')
  end
  redis.call('HSET', key('mods'), request.user, whole(context.now))
else
  redis.call('HDEL', key('mods'), request.user)
end
audit(request.add and 'add_moderator' or 'remove_moderator', request.user)
expire_with_room('mods')
return { 'ok' }
