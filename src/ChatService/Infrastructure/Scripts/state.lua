-- What a caller needs to know of a room: request {actor?, staff?, admin?, known_from?, bans?}. Answers {'ok', epoch, offset,
-- open, slow, members, terms, terms_rev, pinned, moderator, ban, messages, reactions, chatters, deleted, banned, private}: ban is ''
-- or the code of the refusal; deleted the ids and offsets, in turn, of messages from the offset known_from on that were
-- deleted; banned the accounts that are banned for good, where bans asks for them.
local room = load_room()
local more = redis.call('HMGET', key('room'), 'terms', 'reactions')
local moderator, ban = false, ''
if request.actor then
  moderator = may_moderate()
  local refusal = request.actor ~= context.host and not request.admin and refused_by_ban(request.actor)
  ban = refusal and refusal[2] or ''
end
local deleted = {}
if request.known_from then
  deleted = redis.call('ZRANGEBYSCORE', key('deleted'), request.known_from, '+inf', 'WITHSCORES')
  for i = 1, #deleted, 2 do
    deleted[i] = string.sub(deleted[i], 1, 36)
  end
end
local banned = {}
if request.bans then
  local bans = redis.call('HGETALL', key('bans'))
  for i = 1, #bans, 2 do
    if string.sub(bans[i + 1], 1, 2) == '0|' then
      banned[#banned + 1] = bans[i]
    end
  end
end
return {
  'ok', room.epoch, room.offset, room.open and 1 or 0, room.slow, room.members and 1 or 0, more[1] or '[]', room.terms_rev,
  room.pinned or '', moderator and 1 or 0, ban, room.messages, tonumber(more[2] or '0'),
  redis.call('HLEN', key('members')), deleted, banned, room.private and 1 or 0,
}
