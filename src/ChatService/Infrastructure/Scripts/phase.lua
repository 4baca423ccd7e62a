-- Brings a room to the context's phase: request {retention_ms?, keys}. A deleted stream's messages go at once; an ended
-- one's after the retention. Answers {'ok'}.
local before = tonumber(redis.call('HGET', key('room'), 'phase') or '0')
local room = load_room()
if room.phase == 3 then
  for _, name in ipairs(request.keys) do
    redis.call('UNLINK', key(name))
  end
  redis.call('HSET', key('room'), 'phase', 3)
end
if room.phase >= 2 and request.retention_ms then
  redis.call('PEXPIRE', key('room'), whole(request.retention_ms))
  for _, name in ipairs(request.keys) do
    redis.call('PEXPIRE', key(name), whole(request.retention_ms))
  end
end
if room.phase > before then
  publish({ type = 'settings' })
end
return { 'ok' }
