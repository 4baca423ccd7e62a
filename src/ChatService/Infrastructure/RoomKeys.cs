using Clockit.ChatService.Application;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Clockit.ChatService.Infrastructure;

/// <summary>
/// The Redis keys of chat. A room's keys share the hash tag <c>{streamId}</c>; after the base key come:
/// <list type="table">
/// <item><term>:room</term><description>hash: epoch, offset (newest), at (ms of the newest message), phase (0–3, only rises),
/// enabled (absent, 0, 1), slow (seconds), members (0, 1), terms (JSON array), terms_rev, pinned (message id), trimmed
/// (offset up to which messages are gone), messages, reactions, reacted (ms), moderations (counts), private (0, 1)</description></item>
/// <item><term>:log</term><description>stream of messages, id <c>{offset}-0</c>; fields id, u (author), n (username), t (text),
/// at (ms), k (host, admin, staff or empty), r (reply to), c (client id); a deleted message is not there</description></item>
/// <item><term>:ids</term><description>hash: message id → offset, for the messages of the log and those in :deleted</description></item>
/// <item><term>:clients</term><description>hash: <c>{author}:{clientId}</c> → offset</description></item>
/// <item><term>:deleted</term><description>sorted set: the last 1,000 deleted messages by offset, each <c>{id}{author}</c> or <c>{id}{author}:{clientId}</c></description></item>
/// <item><term>:bans</term><description>hash: account → <c>{until ms, 0 for never}|{JSON: by, at, reason}</c></description></item>
/// <item><term>:mods</term><description>hash: account → since (ms)</description></item>
/// <item><term>:members</term><description>hash: account that wrote here → its newest username</description></item>
/// <item><term>:audit</term><description>stream: at, actor, actor_name, action, target, reason, details</description></item>
/// <item><term>:reactions</term><description>stream, id <c>{ms}-*</c>: counts (JSON of emoji to number), one entry per node and tick</description></item>
/// <item><term>:pace:{account}</term><description>hash with a short life: tokens and filled (rate limit), last (ms of the last message)</description></item>
/// <item><term>:silent:{node}</term><description>string with a life of milliseconds: the node has announced messages just now</description></item>
/// </list>
/// <c>{prefix}:outbox</c> is a stream of moderation events on their way to the bus, <c>{prefix}:outbox:unreadable</c> the last
/// thousand that could not be read, and <c>{prefix}:outbox:lease</c> the node that forwards them.
/// </summary>
public sealed class RoomKeys(IOptions<ChatOptions> options)
{
    /// <summary>What a deleted stream's room loses, and what an ended one's loses after the retention.</summary>
    internal static readonly string[] Contents = ["log", "ids", "clients", "deleted", "bans", "mods", "members", "audit", "reactions"];

    private readonly string _prefix = options.Value.KeyPrefix;

    /// <summary>A set of the ids of deleted accounts.</summary>
    public RedisKey DeletedAccounts => $"{_prefix}:accounts:deleted";

    public RedisKey Outbox => $"{_prefix}:outbox";

    public RedisKey OutboxLease => $"{_prefix}:outbox:lease";

    public RedisKey UnreadableOutbox => $"{_prefix}:outbox:unreadable";

    public RedisKey BaseOf(Guid streamId) => $"{_prefix}:{{{streamId}}}";

    /// <summary>The channel on which the scripts announce what happens in a room; see <see cref="RedisRoomSignals"/>.</summary>
    public string ChannelOf(Guid streamId) => $"{_prefix}:{streamId}";
}
