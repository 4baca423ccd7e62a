-- What every script of a room begins with. KEYS[1] is the room's base key; all its other keys share its hash tag.
-- ARGV[1] is the context: {now (ms), phase, host (account), chat (the stream's chatEnabled), private? (whether the stream
-- is, where that is known), epoch (a new one, should it be needed), floor (an offset that is known to have been given out),
-- first (what a new epoch counts from), channel, node}. ARGV[2] is the request.
local base = KEYS[1]
local context = cjson.decode(ARGV[1])
local request = cjson.decode(ARGV[2])

local function key(name)
  return base .. ':' .. name
end

-- Lua writes large numbers with an exponent; times and offsets are whole.
local function whole(number)
  return string.format('%.0f', number)
end

local function publish(event)
  redis.call('PUBLISH', context.channel, cjson.encode(event))
end

local function refused(code, detail)
  return { 'refused', code, detail or '' }
end

-- The next value of a counter that others remember: above what it was, also when Redis lost it.
local function next_of(last)
  return math.max((tonumber(last) or 0) + 1, context.first)
end

-- Reads the room and brings it up to date: its phase only rises, and its epoch changes when offsets were lost. What is left
-- of an ended room that is asked for after its time goes again within a day.
local function load_room()
  local values = redis.call('HMGET', key('room'),
    'epoch', 'offset', 'phase', 'enabled', 'slow', 'members', 'terms_rev', 'at', 'trimmed', 'pinned', 'messages', 'private')
  local room = {
    epoch = values[1], offset = tonumber(values[2] or '0'), phase = tonumber(values[3] or '0'), enabled = values[4],
    slow = tonumber(values[5] or '0'), members = values[6] == '1', terms_rev = tonumber(values[7] or '0'),
    at = tonumber(values[8] or '0'), trimmed = tonumber(values[9] or '0'), pinned = values[10] or nil,
    messages = tonumber(values[11] or '0'), private = values[12] == '1',
  }
  local known = room.epoch
  if not room.epoch or room.offset < context.floor then
    room.epoch = context.epoch
    -- Readers go on from where they were in an earlier epoch, of which this node may know nothing: what is accepted from
    -- here on must come after that.
    room.offset = math.max(room.offset, context.floor, context.first)
    if not known then
      room.trimmed = room.offset
    end
    redis.call('HSET', key('room'), 'epoch', room.epoch, 'offset', whole(room.offset), 'trimmed', whole(room.trimmed))
  end
  if context.phase > room.phase then
    room.phase = context.phase
    redis.call('HSET', key('room'), 'phase', room.phase)
    -- Whoever learns first that the stream has started or ended tells all. Nobody was told anything of a new room.
    if known then
      publish({ type = 'settings' })
    elseif room.phase >= 2 then
      redis.call('PEXPIRE', key('room'), 86400000)
    end
  end
  if context.private ~= nil and context.private ~= room.private then
    room.private = context.private
    redis.call('HSET', key('room'), 'private', room.private and '1' or '0')
    if known then
      publish({ type = 'settings' })
    end
  end
  room.open = room.phase < 2 and (room.enabled == '1' or (not room.enabled and room.phase == 1 and context.chat))
  return room
end

local function is_moderator(user)
  return redis.call('HEXISTS', key('mods'), user) == 1
end

-- When a ban or time-out ends in ms, 0 for never, nil when there is none. A value is '<until>|<json>'.
local function banned_until(user)
  local value = redis.call('HGET', key('bans'), user)
  if not value then
    return nil
  end
  local ends = tonumber(string.match(value, '^%d+'))
  if ends > 0 and ends <= context.now then
    redis.call('HDEL', key('bans'), user)
    return nil
  end
  return ends
end

-- Whether the caller may moderate here: the host, the site's moderators, and the room's unless they are banned or timed
-- out themselves, which they could otherwise undo.
local function may_moderate()
  return request.actor == context.host or request.staff
    or (is_moderator(request.actor) and not banned_until(request.actor))
end

-- Nil when the account may write, or the refusal.
local function refused_by_ban(user)
  local ends = banned_until(user)
  if not ends then
    return nil
  end
  if ends == 0 then
    return refused('chat.banned')
  end
  return refused('chat.timed_out', whole(math.ceil((ends - context.now) / 1000)))
end

-- The fields and values of a stream's entry by their names.
local function values_of(entry)
  local values = {}
  for i = 1, #entry[2], 2 do
    values[entry[2][i]] = entry[2][i + 1]
  end
  return values
end

-- The entry of a message in the log, nil when there is none or it was deleted; and its offset, nil when it is unknown.
local function find_message(id)
  local offset = redis.call('HGET', key('ids'), id)
  if not offset then
    return nil, nil
  end
  return redis.call('XRANGE', key('log'), offset .. '-0', offset .. '-0')[1], offset
end

-- What is written after the end goes with the room when its time is over.
local function expire_with_room(name)
  local left = redis.call('PTTL', key('room'))
  if left > 0 then
    redis.call('PEXPIRE', key(name), left)
  end
end

local function audit(action, target, details)
  redis.call('XADD', key('audit'), 'MAXLEN', '~', 100000, '*', 'at', whole(context.now), 'actor', request.actor,
    'actor_name', request.actor_name, 'action', action, 'target', target or '', 'reason', request.reason or '',
    'details', details or '')
  expire_with_room('audit')
end
