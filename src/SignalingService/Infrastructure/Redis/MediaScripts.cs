namespace Clockit.SignalingService.Infrastructure.Redis;

/// <summary>
/// The steps of the media sessions, each one Lua script and so atomic.
/// <code>
/// {prefix}media:{id}                hash    data (the session as JSON), stream, kind, node (whose care it is in), ufrag
/// {prefix}media-leases              zset    session id by the end of its lease (ms); as many as there are sessions
/// {prefix}media-stream:{streamId}   set     session ids
/// {prefix}media-gone:{id}           string  stream id, for two minutes after the session's end
/// {prefix}media-publishers          hash    stream id -> session id
/// {prefix}media-streams             set     ids of streams that are not over and were published once
/// {prefix}lost                      zset    as in <see cref="PresenceScripts"/>: a publisher that is gone is noted there too
/// </code>
/// </summary>
internal static class MediaScripts
{
    private const string Shared = """
        local P = KEYS[1]
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)

        local function session(id) return redis.call('HGET', P .. 'media:' .. id, 'data') or '' end

        """;

    /// <summary>id, stream, kind, data, ufrag, node, lease, capacity → {0} when full, {1, replaced or ''}</summary>
    public const string Add = Shared + """
        if redis.call('ZCARD', P .. 'media-leases') >= tonumber(ARGV[8]) then return {0, ''} end
        redis.call('HSET', P .. 'media:' .. ARGV[1], 'data', ARGV[4], 'stream', ARGV[2], 'kind', ARGV[3], 'node', ARGV[6])
        if ARGV[5] ~= '' then redis.call('HSET', P .. 'media:' .. ARGV[1], 'ufrag', ARGV[5]) end
        redis.call('ZADD', P .. 'media-leases', now + ARGV[7], ARGV[1])
        redis.call('SADD', P .. 'media-stream:' .. ARGV[2], ARGV[1])
        local replaced = ''
        if ARGV[3] == 'Ingest' then
          local before = redis.call('HGET', P .. 'media-publishers', ARGV[2])
          if before then replaced = session(before) end
          redis.call('HSET', P .. 'media-publishers', ARGV[2], ARGV[1])
          redis.call('SADD', P .. 'media-streams', ARGV[2])
          redis.call('ZREM', P .. 'lost', ARGV[2])
        end
        return {1, replaced}
        """;

    /// <summary>id → {data or '', ufrag or ''}</summary>
    public const string Find = Shared + """
        return {session(ARGV[1]), redis.call('HGET', P .. 'media:' .. ARGV[1], 'ufrag') or ''}
        """;

    /// <summary>stream → data or ''</summary>
    public const string FindPublisher = Shared + """
        local id = redis.call('HGET', P .. 'media-publishers', ARGV[1])
        return id and session(id) or ''
        """;

    /// <summary>stream → {data, …}</summary>
    public const string FindOfStream = Shared + """
        local found = {}
        for _, id in ipairs(redis.call('SMEMBERS', P .. 'media-stream:' .. ARGV[1])) do
          local data = session(id)
          if data ~= '' then table.insert(found, data) end
        end
        return found
        """;

    /// <summary>id, ufrag → 1 when it was noted</summary>
    public const string Answer = Shared + """
        if session(ARGV[1]) == '' then return 0 end
        return redis.call('HSETNX', P .. 'media:' .. ARGV[1], 'ufrag', ARGV[2])
        """;

    /// <summary>id, stream → -1 when it is not there, 1 when its stream has no broadcaster any more, 0 otherwise</summary>
    public const string Remove = Shared + """
        if redis.call('DEL', P .. 'media:' .. ARGV[1]) == 0 then return -1 end
        redis.call('SET', P .. 'media-gone:' .. ARGV[1], ARGV[2], 'EX', 120)
        redis.call('ZREM', P .. 'media-leases', ARGV[1])
        redis.call('SREM', P .. 'media-stream:' .. ARGV[2], ARGV[1])
        if redis.call('HGET', P .. 'media-publishers', ARGV[2]) ~= ARGV[1] then return 0 end
        redis.call('HDEL', P .. 'media-publishers', ARGV[2])
        -- A broadcaster at the hub who sends by itself goes on in its place.
        local room = P .. 'room:' .. ARGV[2]
        if redis.call('HEXISTS', room, 'broadcaster') == 1 and redis.call('HGET', room, 'media') == 'mesh' then return 0 end
        redis.call('ZADD', P .. 'lost', now, ARGV[2])
        return 1
        """;

    /// <summary>node, lease, id… → the ids that are not in the node's care</summary>
    public const string Renew = Shared + """
        local others = {}
        for i = 3, #ARGV do
          if redis.call('HGET', P .. 'media:' .. ARGV[i], 'node') == ARGV[1] then
            redis.call('ZADD', P .. 'media-leases', now + ARGV[2], ARGV[i])
          else
            table.insert(others, ARGV[i])
          end
        end
        return others
        """;

    /// <summary>node, lease, limit → {data, …}</summary>
    public const string TakeOver = Shared + """
        local taken = {}
        for _, id in ipairs(redis.call('ZRANGEBYSCORE', P .. 'media-leases', '-inf', now, 'LIMIT', 0, ARGV[3])) do
          local data = session(id)
          if data == '' then
            redis.call('ZREM', P .. 'media-leases', id)
          else
            redis.call('HSET', P .. 'media:' .. id, 'node', ARGV[1])
            redis.call('ZADD', P .. 'media-leases', now + ARGV[2], id)
            table.insert(taken, data)
          end
        end
        return taken
        """;
}
