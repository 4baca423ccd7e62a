-- Records what a node gathered in one tick: request {counts (json of emoji to number), total}. Answers {'ok'}.
load_room()
local last = tonumber(redis.call('HGET', key('room'), 'reacted') or '0')
local at = whole(math.max(context.now, last))
redis.call('HSET', key('room'), 'reacted', at)
redis.call('HINCRBY', key('room'), 'reactions', request.total)
redis.call('XADD', key('reactions'), 'MAXLEN', '~', 100000, at .. '-*', 'counts', request.counts)
expire_with_room('reactions')
publish({ type = 'reactions', counts = request.counts })
return { 'ok' }
