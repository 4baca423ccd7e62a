using System.Runtime.InteropServices;
using System.Security.Claims;
using Clockit.ChatService.Domain;
using Microsoft.Extensions.Options;

namespace Clockit.ChatService.Application;

/// <summary>
/// Sums reactions per room and tick, so that a crowd's applause is a few messages a second. A node that dies takes the
/// reactions of its last tick with it.
/// </summary>
public sealed partial class RoomReactions(
    ChatRooms rooms, IMessageStore store, ChatMetrics metrics, IOptions<ChatOptions> options, TimeProvider time, ILogger<RoomReactions> logger)
{
    private readonly ReactionSet _set = new(options.Value.Reactions.Count > 0 ? options.Value.Reactions : ReactionSet.Default);
    private readonly Lock _gate = new();
    private Dictionary<Guid, RoomTick> _tick = [];

    /// <summary>Takes a reaction.</summary>
    /// <exception cref="ChatRefusal">It is not one of the set, or the account may not react here now.</exception>
    public async Task ReactAsync(ClaimsPrincipal user, Guid streamId, string? reaction, CancellationToken cancellationToken)
    {
        var (room, actor) = await rooms.EnterAsync(streamId, user, cancellationToken);
        var emoji = _set.Find(reaction) ?? throw new ChatRefusal(ChatCodes.ReactionInvalid, $"React with one of {_set}.");
        await store.CheckMayReactAsync(room, actor, cancellationToken);
        lock (_gate)
        {
            ref var tick = ref CollectionsMarshal.GetValueRefOrAddDefault(_tick, streamId, out _);
            tick ??= new RoomTick(room, new Dictionary<string, int>(StringComparer.Ordinal));
            CollectionsMarshal.GetValueRefOrAddDefault(tick.Counts, emoji, out _)++;
        }

        metrics.Reacted();
    }

    public async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.ReactionTick, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await FlushAsync();
        }
    }

    /// <summary>Stores what was gathered since the last tick.</summary>
    public async Task FlushAsync()
    {
        Dictionary<Guid, RoomTick> gathered;
        lock (_gate)
        {
            gathered = _tick;
            if (gathered.Count > 0)
            {
                _tick = [];
            }
        }

        foreach (var (room, counts) in gathered.Values)
        {
            try
            {
                await store.RecordReactionsAsync(room, counts, CancellationToken.None);
            }
            catch (Exception exception)
            {
                LogLost(exception, room.StreamId);
            }
        }
    }

    [LoggerMessage(EventId = 3201, Level = LogLevel.Warning, Message = "A tick of reactions in room {StreamId} could not be stored and is lost")]
    private partial void LogLost(Exception exception, Guid streamId);

    private sealed record RoomTick(ChatRoom Room, Dictionary<string, int> Counts);
}
