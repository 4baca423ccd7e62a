namespace Clockit.SignalingService.Infrastructure.Redis;

/// <summary>
/// The steps of presence, each one Lua script and so atomic. They build their keys from the prefix in <c>KEYS[1]</c>,
/// which a single Redis (or a primary with replicas) allows and a Redis Cluster does not.
/// <code>
/// {prefix}room:{streamId}              hash    peak, version; broadcaster (connection id); media (what that one chose: mesh or sfu); next:room and next:bus (when
///                                              a count may be told again, ms); seq:room and seq:bus; told (the version
///                                              that is told again); idle (1 while nobody is here);
///                                              closed (1) and total once the stream is over
/// {prefix}room:{streamId}:connections  hash    connection id -> viewer key, or "-" for the host, who is not counted
/// {prefix}room:{streamId}:mesh         set     connection ids that the broadcaster's browser sends media to
/// {prefix}room:{streamId}:heartbeats   zset    viewer key by expiry (ms): viewers without a hub
/// {prefix}room:{streamId}:addresses    hash    address (keyed hash) -> how many anonymous devices without a hub it has here
/// {prefix}room:{streamId}:address-of   hash    viewer key of such a device -> its address
/// {prefix}room:{streamId}:viewers      hash    viewer key -> on how many connections and heartbeats it is here, from 1
/// {prefix}room:{streamId}:seen         set     viewer keys ever here, the first 10,000
/// {prefix}room:{streamId}:seen-more    hyperloglog of the viewer keys after those
/// {prefix}heartbeats                   zset    stream id by its earliest heartbeat expiry (ms)
/// {prefix}lost                         zset    stream id by when its broadcaster's connection went (ms)
/// {prefix}nodes                        zset    node id by the end of its lease (ms)
/// {prefix}node:{nodeId}                set     "{streamId} {connectionId}": what the node put into rooms
/// {prefix}due:room, {prefix}due:bus    zset    stream id by when its count is to be told (ms)
/// </code>
/// viewerCount is the length of the hash <c>viewers</c>. A viewer's number there rises only when a connection or
/// heartbeat was added and falls only when one was removed, so it cannot go below zero. A room that nobody uses expires
/// after a day; the mark that a room is closed, after eight.
/// </summary>
internal static class PresenceScripts
{
    /// <summary>What the scripts share.</summary>
    private const string Shared = """
        local P = KEYS[1]
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)

        local function room(id) return P .. 'room:' .. id end

        -- Whose media the room's is: a WHIP session's, or else what its broadcaster chose, or else what is usual here.
        local function mediaOf(id, usual)
          if redis.call('HEXISTS', P .. 'media-publishers', id) == 1 then return 'sfu' end
          return redis.call('HGET', room(id), 'media') or usual
        end

        local function counts(id)
          local r = room(id)
          local total = redis.call('HGET', r, 'total')
            or redis.call('SCARD', r .. ':seen') + redis.call('PFCOUNT', r .. ':seen-more')
          return redis.call('HLEN', r .. ':viewers'), tonumber(redis.call('HGET', r, 'peak') or 0), tonumber(total)
        end

        local function closed(id) return redis.call('HEXISTS', room(id), 'closed') == 1 end

        local function schedule(id, audience)
          local next = tonumber(redis.call('HGET', room(id), 'next:' .. audience) or 0)
          redis.call('ZADD', P .. 'due:' .. audience, 'NX', math.max(now, next), id)
        end

        local function changed(id)
          local count, peak = counts(id)
          if count > peak then redis.call('HSET', room(id), 'peak', count) end
          redis.call('HINCRBY', room(id), 'version', 1)
          schedule(id, 'room')
          schedule(id, 'bus')
        end

        local function add(id, viewer)
          local r = room(id)
          if redis.call('HINCRBY', r .. ':viewers', viewer, 1) > 1 then return end
          if redis.call('SISMEMBER', r .. ':seen', viewer) == 0 then
            if redis.call('SCARD', r .. ':seen') < 10000 then redis.call('SADD', r .. ':seen', viewer)
            else redis.call('PFADD', r .. ':seen-more', viewer) end
          end
          changed(id)
        end

        -- Whom a heartbeat of an anonymous viewer counts: beyond so many devices of one address, all that follow count as one.
        local function admit(id, viewer, address, most)
          local r = room(id)
          if address == '' or redis.call('ZSCORE', r .. ':heartbeats', viewer) then return viewer end
          if tonumber(redis.call('HGET', r .. ':addresses', address) or 0) >= most then return 'a:' .. address end
          redis.call('HSET', r .. ':address-of', viewer, address)
          redis.call('HINCRBY', r .. ':addresses', address, 1)
          return viewer
        end

        -- Ends a heartbeat's place among those of its address.
        local function release(id, viewer)
          local r = room(id)
          local address = redis.call('HGET', r .. ':address-of', viewer)
          if not address then return end
          redis.call('HDEL', r .. ':address-of', viewer)
          if redis.call('HINCRBY', r .. ':addresses', address, -1) <= 0 then redis.call('HDEL', r .. ':addresses', address) end
        end

        local function drop(id, viewer)
          local viewers = room(id) .. ':viewers'
          if redis.call('HINCRBY', viewers, viewer, -1) > 0 then return end
          redis.call('HDEL', viewers, viewer)
          changed(id)
        end

        -- Lets a room expire while nobody uses it, and keeps it otherwise.
        local function settle(id)
          local r = room(id)
          if redis.call('EXISTS', r) == 0 or closed(id) then return end
          local used = redis.call('EXISTS', r .. ':viewers', r .. ':connections') > 0
            or redis.call('HEXISTS', r, 'broadcaster') == 1
          if used and redis.call('HDEL', r, 'idle') == 1 then
            for _, part in ipairs({'', ':seen', ':seen-more'}) do redis.call('PERSIST', r .. part) end
          elseif not used then
            redis.call('HSET', r, 'idle', 1)
            for _, part in ipairs({'', ':seen', ':seen-more'}) do redis.call('EXPIRE', r .. part, 86400) end
          end
        end

        -- Returns whether the connection was a viewer's, and another connection that broadcasts, or ''.
        local function leave(id, connection, node)
          local r = room(id)
          redis.call('SREM', P .. 'node:' .. node, id .. ' ' .. connection)
          local broadcaster = redis.call('HGET', r, 'broadcaster') or ''
          if broadcaster == connection then
            redis.call('HDEL', r, 'broadcaster')
            if redis.call('HEXISTS', P .. 'media-publishers', id) == 0 then redis.call('ZADD', P .. 'lost', now, id) end
            broadcaster = ''
          end
          local viewer = redis.call('HGET', r .. ':connections', connection)
          redis.call('SREM', r .. ':mesh', connection)
          if viewer then
            redis.call('HDEL', r .. ':connections', connection)
            if viewer ~= '-' then drop(id, viewer) end
          end
          settle(id)
          return viewer and 1 or 0, broadcaster
        end


        """;

    /// <summary>
    /// ARGV: stream, connection, viewer key or "-", node, capacity, usual media. Returns status, whether it gets media anew,
    /// three counts, broadcaster, media.
    /// </summary>
    public const string Join = Shared + """
        local id, connection, viewer, node, capacity = ARGV[1], ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5])
        local r = room(id)
        local media = mediaOf(id, ARGV[6])
        if closed(id) then return {'closed', 0, 0, 0, 0, '', media} end
        local status = 'joined'
        local broadcaster = redis.call('HGET', r, 'broadcaster') or ''
        local new = 0
        if broadcaster == connection then broadcaster = ''
        else
          if redis.call('HSETNX', r .. ':connections', connection, viewer) == 1 then
            redis.call('SADD', P .. 'node:' .. node, id .. ' ' .. connection)
            if viewer ~= '-' then add(id, viewer) end
            settle(id)
            if media ~= 'mesh' then new = 1 end
          end
          if media == 'mesh' and redis.call('SISMEMBER', r .. ':mesh', connection) == 0 then
            -- One viewer cannot take the places of a whole audience: a quarter of them, and two in any case (another tab, or a
            -- connection that takes the place of one that is being lost).
            local own = viewer ~= '-' and tonumber(redis.call('HGET', r .. ':viewers', viewer) or 0) or 0
            if redis.call('SCARD', r .. ':mesh') >= capacity or own > math.max(2, math.ceil(capacity / 4)) then status = 'full'
            else
              redis.call('SADD', r .. ':mesh', connection)
              new = 1
            end
          end
        end
        local count, peak, total = counts(id)
        return {status, new, count, peak, total, broadcaster, media}
        """;

    /// <summary>ARGV: stream, connection, node. Returns whether it was a viewer, and the broadcaster.</summary>
    public const string Leave = Shared + """
        local was, broadcaster = leave(ARGV[1], ARGV[2], ARGV[3])
        return {was, broadcaster}
        """;

    /// <summary>
    /// ARGV: stream, connection, node, whether to take over, media. Returns whether it has the role, three counts, then the
    /// connections of the viewers that get media.
    /// </summary>
    public const string Broadcast = Shared + """
        local id, connection, node, takeOver = ARGV[1], ARGV[2], ARGV[3], ARGV[4] == '1'
        local r = room(id)
        local broadcaster = redis.call('HGET', r, 'broadcaster')
        if closed(id) or (broadcaster and broadcaster ~= connection and not takeOver) then return {0, 0, 0, 0} end
        redis.call('HSET', r, 'broadcaster', connection, 'media', ARGV[5])
        redis.call('ZREM', P .. 'lost', id)
        redis.call('SADD', P .. 'node:' .. node, id .. ' ' .. connection)
        local viewer = redis.call('HGET', r .. ':connections', connection)
        redis.call('SREM', r .. ':mesh', connection)
        if viewer then
          redis.call('HDEL', r .. ':connections', connection)
          if viewer ~= '-' then drop(id, viewer) end
        end
        settle(id)
        local count, peak, total = counts(id)
        local result = {1, count, peak, total}
        local viewers = mediaOf(id, 'mesh') == 'mesh' and redis.call('SMEMBERS', r .. ':mesh') or redis.call('HKEYS', r .. ':connections')
        for _, other in ipairs(viewers) do result[#result + 1] = other end
        return result
        """;

    /// <summary>ARGV: stream, sender, target. Returns open, sender or target.</summary>
    public const string FindPath = Shared + """
        local r, from, to = room(ARGV[1]), ARGV[2], ARGV[3]
        local broadcaster = redis.call('HGET', r, 'broadcaster')
        if from == broadcaster then
          return redis.call('HEXISTS', r .. ':connections', to) == 1 and 'open' or 'target'
        end
        if redis.call('HEXISTS', r .. ':connections', from) == 0 then return 'sender' end
        return to == broadcaster and 'open' or 'target'
        """;

    /// <summary>ARGV: stream, viewer key, lifetime (ms), address or "", devices an address may have. Returns three counts.</summary>
    public const string Heartbeat = Shared + """
        local id, viewer, expiry = ARGV[1], ARGV[2], now + tonumber(ARGV[3])
        if not closed(id) then
          viewer = admit(id, viewer, ARGV[4], tonumber(ARGV[5]))
          -- NX keeps an earlier expiry: the room is then looked at earlier than needed, never later.
          redis.call('ZADD', P .. 'heartbeats', 'NX', expiry, id)
          if redis.call('ZADD', room(id) .. ':heartbeats', expiry, viewer) == 1 then add(id, viewer) end
          settle(id)
        end
        return {counts(id)}
        """;

    /// <summary>ARGV: stream, viewer key. Returns three counts.</summary>
    public const string EndHeartbeat = Shared + """
        if redis.call('ZREM', room(ARGV[1]) .. ':heartbeats', ARGV[2]) == 1 then
          release(ARGV[1], ARGV[2])
          drop(ARGV[1], ARGV[2])
        end
        settle(ARGV[1])
        return {counts(ARGV[1])}
        """;

    /// <summary>Takes at most 50 rooms with 500 expired heartbeats each at a time, so that Redis is never held up long.</summary>
    public const string ExpireHeartbeats = Shared + """
        for _, id in ipairs(redis.call('ZRANGEBYSCORE', P .. 'heartbeats', '-inf', now, 'LIMIT', 0, 50)) do
          local heartbeats = room(id) .. ':heartbeats'
          for _, viewer in ipairs(redis.call('ZRANGEBYSCORE', heartbeats, '-inf', now, 'LIMIT', 0, 500)) do
            redis.call('ZREM', heartbeats, viewer)
            release(id, viewer)
            drop(id, viewer)
          end
          local earliest = redis.call('ZRANGE', heartbeats, 0, 0, 'WITHSCORES')
          if earliest[2] then redis.call('ZADD', P .. 'heartbeats', earliest[2], id)
          else redis.call('ZREM', P .. 'heartbeats', id) end
          settle(id)
        end
        """;

    /// <summary>ARGV: stream. Returns three counts.</summary>
    public const string Count = Shared + """
        return {counts(ARGV[1])}
        """;

    /// <summary>ARGV: stream. Returns whether it was open. The last count for the bus, with nobody in the room, follows.</summary>
    public const string Close = Shared + """
        local id = ARGV[1]
        local r = room(id)
        if closed(id) then return 0 end
        local _, _, total = counts(id)
        redis.call('UNLINK', r .. ':connections', r .. ':mesh', r .. ':heartbeats', r .. ':addresses', r .. ':address-of', r .. ':viewers', r .. ':seen', r .. ':seen-more')
        redis.call('HDEL', r, 'broadcaster', 'idle')
        redis.call('HSET', r, 'closed', 1, 'total', total)
        redis.call('HINCRBY', r, 'version', 1)
        redis.call('EXPIRE', r, 691200)
        redis.call('ZREM', P .. 'heartbeats', id)
        redis.call('ZREM', P .. 'due:room', id)
        redis.call('ZREM', P .. 'lost', id)
        schedule(id, 'bus')
        return 1
        """;

    /// <summary>ARGV: stream. Returns whether it is closed.</summary>
    public const string IsClosed = Shared + """
        return closed(ARGV[1]) and 1 or 0
        """;

    /// <summary>ARGV: age (ms). Returns streams.</summary>
    public const string FindLost = Shared + """
        return redis.call('ZRANGEBYSCORE', P .. 'lost', '-inf', now - tonumber(ARGV[1]), 'LIMIT', 0, 50)
        """;

    /// <summary>ARGV: stream, whether it was a WHIP session that was lost. Returns whether it has a broadcaster who sends.</summary>
    public const string ForgetLost = Shared + """
        redis.call('ZREM', P .. 'lost', ARGV[1])
        if redis.call('HEXISTS', P .. 'media-publishers', ARGV[1]) == 1 then return 1 end
        if ARGV[2] == '1' and redis.call('HGET', room(ARGV[1]), 'media') ~= 'mesh' then return 0 end
        return redis.call('HEXISTS', room(ARGV[1]), 'broadcaster')
        """;

    /// <summary>ARGV: node, lease (ms). Returns whether the lease was lost, then the dead nodes.</summary>
    public const string Beat = Shared + """
        local expiry = redis.call('ZSCORE', P .. 'nodes', ARGV[1])
        redis.call('ZADD', P .. 'nodes', now + tonumber(ARGV[2]), ARGV[1])
        local result = {(expiry and tonumber(expiry) >= now) and 0 or 1}
        for _, node in ipairs(redis.call('ZRANGEBYSCORE', P .. 'nodes', '-inf', '(' .. now)) do result[#result + 1] = node end
        return result
        """;

    /// <summary>ARGV: node, limit. Returns stream, connection and broadcaster of each that left.</summary>
    public const string Sweep = Shared + """
        local node = ARGV[1]
        local expiry = redis.call('ZSCORE', P .. 'nodes', node)
        if not expiry or tonumber(expiry) >= now then return {} end
        local result = {}
        for _, member in ipairs(redis.call('SPOP', P .. 'node:' .. node, ARGV[2])) do
          local id, connection = string.sub(member, 1, 36), string.sub(member, 38)
          local was, broadcaster = leave(id, connection, node)
          if was == 0 then broadcaster = '' end
          result[#result + 1], result[#result + 2], result[#result + 3] = id, connection, broadcaster
        end
        if redis.call('EXISTS', P .. 'node:' .. node) == 0 then redis.call('ZREM', P .. 'nodes', node) end
        return result
        """;

    /// <summary>
    /// ARGV: audience, interval (ms), claim (ms), limit. Returns stream, version, sequence and three counts of each. What
    /// is taken stays due at the end of the claim, in case its taker dies.
    /// </summary>
    public const string Take = Shared + """
        local audience, interval, claim = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
        local result = {}
        for _, id in ipairs(redis.call('ZRANGEBYSCORE', P .. 'due:' .. audience, '-inf', now, 'LIMIT', 0, ARGV[4])) do
          local r = room(id)
          local version = redis.call('HGET', r, 'version')
          if version then
            redis.call('ZADD', P .. 'due:' .. audience, now + claim, id)
            redis.call('HSET', r, 'next:' .. audience, now + interval)
            -- Subscribers ignore what is not above what they have: a count that began anew, because Redis lost the room or
            -- it expired, would be ignored until it had caught up.
            local sequence = string.format('%.0f', math.max(tonumber(redis.call('HGET', r, 'seq:' .. audience) or 0) + 1, now))
            redis.call('HSET', r, 'seq:' .. audience, sequence)
            for _, value in ipairs({id, version, sequence, counts(id)}) do result[#result + 1] = value end
          else
            redis.call('ZREM', P .. 'due:' .. audience, id)
          end
        end
        return result
        """;

    /// <summary>
    /// ARGV: audience, then stream and version of each that was told. Rooms are told a count once more after the interval:
    /// between nodes a message may be lost, or overtaken by an older one, and no further change may come.
    /// </summary>
    public const string Acknowledge = Shared + """
        for i = 2, #ARGV, 2 do
          local id = ARGV[i]
          redis.call('ZREM', P .. 'due:' .. ARGV[1], id)
          local version = redis.call('HGET', room(id), 'version')
          if version and version ~= ARGV[i + 1] then
            schedule(id, ARGV[1])
          elseif version and ARGV[1] == 'room' and redis.call('HGET', room(id), 'told') ~= version then
            redis.call('HSET', room(id), 'told', version)
            schedule(id, 'room')
          end
        end
        """;
}
