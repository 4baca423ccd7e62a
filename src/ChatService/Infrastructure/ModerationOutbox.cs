using Clockit.ChatService.Application;
using Clockit.Contracts;
using Clockit.Messaging.Bus;
using Clockit.Redis;
using StackExchange.Redis;

namespace Clockit.ChatService.Infrastructure;

/// <summary>
/// Brings <see cref="ChatUserModerated"/> to the bus. The script that bans also writes the event into the outbox; here it
/// is published with confirms and removed after them, so it is never lost, and may come twice with the same id when a node
/// dies in between. One node at a time forwards, which keeps the order.
/// </summary>
internal sealed partial class ModerationOutbox(
    IConnectionMultiplexer redis, RoomKeys keys, EventPublisher publisher, ChatNode node, TimeProvider time, ILogger<ModerationOutbox> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    public async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        // At the end another node goes on when the lease is over.
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await ForwardAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is EventNotPublishedException || RedisFailures.IsPassing(exception, stoppingToken))
            {
                LogPostponed(exception);
            }
        }
    }

    private async Task ForwardAsync(CancellationToken cancellationToken)
    {
        var database = redis.GetDatabase();
        if (!await HoldLeaseAsync(database))
        {
            return;
        }

        var entries = (RedisResult[])(await database.ExecuteAsync("XRANGE", (string)keys.Outbox!, "-", "+", "COUNT", "100"))!;
        foreach (var entry in entries)
        {
            var (id, fields) = LogEntry.Read(entry);
            if (Read(id, fields) is { } message)
            {
                // Nobody need be listening: without a queue the event has no reader, and is done.
                await publisher.PublishAsync(message, mandatory: false, cancellationToken).WaitAsync(Lease / 3, time, cancellationToken);
            }
            else
            {
                // It would hold up all that follow.
                await database.ExecuteAsync("XADD", [(string)keys.UnreadableOutbox!, "MAXLEN", "~", "1000", "*", .. fields.SelectMany(field => new object[] { field.Key, field.Value })]);
            }

            await database.ExecuteAsync("XDEL", (string)keys.Outbox!, id);
            if (!await HoldLeaseAsync(database))
            {
                return;
            }
        }
    }

    private async Task<bool> HoldLeaseAsync(IDatabase database)
    {
        var lease = keys.OutboxLease;
        return await database.StringSetAsync(lease, node.Id, Lease, When.NotExists)
            || (await database.StringGetAsync(lease) == node.Id && await database.KeyExpireAsync(lease, Lease));
    }

    private EventMessage? Read(string id, Dictionary<string, string> fields)
    {
        try
        {
            return EventMessage.For(ToEvent(fields)) with { TraceParent = fields["trace"] is { Length: > 0 } trace ? trace : null };
        }
        catch (Exception exception) when (exception is KeyNotFoundException or FormatException or OverflowException or ArgumentException)
        {
            LogUnreadable(exception, id);
            return null;
        }
    }

    private static ChatUserModerated ToEvent(Dictionary<string, string> fields) => new()
    {
        EventId = Guid.Parse(fields["id"]),
        StreamId = Guid.Parse(fields["stream"]),
        Sequence = long.Parse(fields["sequence"]),
        OccurredAt = LogEntry.Time(fields["at"]),
        UserId = Guid.Parse(fields["user"]),
        ModeratorId = Guid.Parse(fields["moderator"]),
        Action = fields["action"],
        Seconds = int.TryParse(fields["seconds"], out var seconds) ? seconds : null,
        Reason = fields["reason"] is { Length: > 0 } reason ? reason : null,
    };

    [LoggerMessage(EventId = 3401, Level = LogLevel.Warning, Message = "Moderation events could not be published now; they are kept and tried again")]
    private partial void LogPostponed(Exception exception);

    [LoggerMessage(EventId = 3402, Level = LogLevel.Error, Message = "The moderation event {Entry} cannot be read; it is set aside")]
    private partial void LogUnreadable(Exception exception, string entry);
}
