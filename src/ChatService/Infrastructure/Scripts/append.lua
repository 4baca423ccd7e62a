-- Accepts a message: request {user, name, kind, staff, id, text, client?, reply_to?, blocked, terms_rev, burst,
-- per_second, capacity, silence_ms, busy_silence_ms, busy_ms}. Answers {'ok', epoch, offset, at}, {'again', epoch, entry} for
-- a message that was accepted before, {'terms'} when the blocked terms by which the caller found the text blocked or not are
-- not the room's, or {'refused', code, detail}.
local room = load_room()
local user = request.user

local client = request.client and (user .. ':' .. request.client)
if client then
  local offset = redis.call('HGET', key('clients'), client)
  if offset then
    local entry = redis.call('XRANGE', key('log'), offset .. '-0', offset .. '-0')[1]
    if not entry then
      return refused('chat.message_deleted')
    end
    return { 'again', room.epoch, entry }
  end
end

if not room.open then
  return refused('chat.closed')
end

local untouchable = user == context.host or request.kind == 'admin'
local function privileged()
  return untouchable or request.staff or is_moderator(user)
end

local ban = not untouchable and refused_by_ban(user)
if ban then
  return ban
end
if room.terms_rev ~= request.terms_rev and user ~= context.host then
  return { 'terms' }
end
if request.blocked then
  return refused('chat.message_blocked')
end
if room.members and redis.call('HEXISTS', key('members'), user) == 0 and not privileged() then
  return refused('chat.members_only')
end
if request.reply_to and not find_message(request.reply_to) then
  return refused('chat.reply_not_found')
end

local pace = redis.call('HMGET', key('pace:' .. user), 'tokens', 'filled', 'last')
if room.slow > 0 and pace[3] and not privileged() then
  local wait = tonumber(pace[3]) + room.slow * 1000 - context.now
  if wait > 0 then
    return refused('chat.slow_mode', whole(math.ceil(wait / 1000)))
  end
end
local tokens = request.burst
if request.per_second > 0 then
  if pace[1] then
    local elapsed = math.max(0, context.now - tonumber(pace[2]))
    tokens = math.min(request.burst, tonumber(pace[1]) + elapsed * request.per_second / 1000)
  end
  if tokens < 1 then
    return refused('chat.rate_limited', whole(math.ceil((1 - tokens) / request.per_second)))
  end
  tokens = tokens - 1
end

-- From here on it is accepted. Time does not run backwards within a room, whichever node's clock it came from.
local at = math.max(context.now, room.at)
local offset = whole(room.offset + 1)
redis.call('HSET', key('pace:' .. user), 'tokens', tokens, 'filled', whole(context.now), 'last', whole(context.now))
redis.call('PEXPIRE', key('pace:' .. user), math.max(60, room.slow) * 1000)

local fields = { 'id', request.id, 'u', user, 'n', request.name, 't', request.text, 'at', whole(at), 'k', user == context.host and 'host' or request.kind }
if request.reply_to then
  fields[#fields + 1] = 'r'
  fields[#fields + 1] = request.reply_to
end
if request.client then
  fields[#fields + 1] = 'c'
  fields[#fields + 1] = request.client
end
redis.call('XADD', key('log'), offset .. '-0', unpack(fields))
redis.call('HSET', key('room'), 'offset', offset, 'at', whole(at), 'messages', whole(room.messages + 1))
redis.call('HSET', key('ids'), request.id, offset)
redis.call('HSET', key('members'), user, request.name)
if client then
  redis.call('HSET', key('clients'), client, offset)
end

-- A full room forgets its oldest messages, and with them their ids.
local excess = room.offset + 1 - room.trimmed - request.capacity
if excess > 0 then
  -- Some in between may have been deleted already.
  excess = redis.call('XLEN', key('log')) - request.capacity
end
if excess > 0 then
  local oldest = redis.call('XRANGE', key('log'), '-', '+', 'COUNT', excess)
  for _, entry in ipairs(oldest) do
    local values = values_of(entry)
    redis.call('HDEL', key('ids'), values.id)
    if values.id == room.pinned then
      redis.call('HDEL', key('room'), 'pinned')
      publish({ type = 'settings' })
    end
    if values.c then
      redis.call('HDEL', key('clients'), values.u .. ':' .. values.c)
    end
    redis.call('XDEL', key('log'), entry[1])
    redis.call('HSET', key('room'), 'trimmed', string.match(entry[1], '^%d+'))
  end
end

-- The other nodes are told once; what this node accepts until the silence ends they find when they look again.
local silence = at - room.at < request.busy_ms and request.busy_silence_ms or request.silence_ms
if redis.call('SET', key('silent:' .. context.node), '', 'NX', 'PX', silence) then
  publish({ type = 'messages', node = context.node, silence = silence })
end
return { 'ok', room.epoch, tonumber(offset), at }
