-- Brings a room to the context's phase: request {retention_ms, keys}. A deleted stream's messages go at once; an ended
-- one's after the retention. Answers {'ok'}.
local room = load_room()
if room.phase == 3 then
  for _, name in ipairs(request.keys) do
    redis.call('UNLINK', key(name))
  end
  redis.call('HSET', key('room'), 'trimmed', whole(room.offset))
  redis.call('HDEL', key('room'), 'pinned', 'terms')
end
if room.phase >= 2 then
  redis.call('PEXPIRE', key('room'), whole(request.retention_ms))
  for _, name in ipairs(request.keys) do
    redis.call('PEXPIRE', key(name), whole(request.retention_ms))
  end
end
return { 'ok' }
