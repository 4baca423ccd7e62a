using System.Text.Json;
using Clockit.ChatService.Application;
using Clockit.ChatService.Domain;
using Microsoft.Extensions.Options;

namespace Clockit.ChatService.Infrastructure;

/// <summary>
/// Rooms in Redis; <see cref="RoomKeys"/> tells the shape of the keys. "Stored" is what Redis's append-only file survives;
/// README.md tells what that is for each <c>appendfsync</c>.
/// </summary>
internal sealed class RedisMessageStore(RoomScripts scripts, GroupCommit commit, IDeletedAccounts deleted, IOptions<ChatOptions> options) : IMessageStore
{
    /// <summary>
    /// A node announces at most one message to the others in this time, who go on looking until it is over: so each message
    /// is found without an announcement of its own.
    /// </summary>
    private const int SilenceMilliseconds = 40;

    /// <summary>The same in a busy room, one whose messages follow each other within <see cref="BusyMilliseconds"/>.</summary>
    private const int BusySilenceMilliseconds = 400;

    private const int BusyMilliseconds = 100;

    public async Task<AcceptedMessage?> AppendAsync(ChatRoom room, NewMessage message, CancellationToken cancellationToken)
    {
        var limits = options.Value;
        var author = message.Author;
        await commit.JoinAsync(author.Id);
        var answer = await scripts.RunAsync(
            RoomScript.Append,
            room,
            new
            {
                User = author.Id,
                Name = author.Username,
                Kind = author.IsAdmin ? "admin" : author.IsStaff ? "staff" : "",
                Staff = author.IsStaff,
                message.Id,
                message.Text,
                Client = message.ClientId,
                message.ReplyTo,
                message.Blocked,
                TermsRev = message.TermsRevision,
                Burst = limits.MessageBurst,
                PerSecond = limits.LimitsEnabled ? limits.MessagesPerSecond : 0,
                Capacity = limits.MessagesPerRoom,
                SilenceMs = SilenceMilliseconds,
                BusySilenceMs = BusySilenceMilliseconds,
                BusyMs = BusyMilliseconds,
            },
            cancellationToken);
        return (string)answer[0]! switch
        {
            "ok" => new AcceptedMessage(
                new ChatMessage(
                    message.Id,
                    room.StreamId,
                    (long)answer[2],
                    author.Id,
                    author.Username,
                    message.Text,
                    DateTimeOffset.FromUnixTimeMilliseconds((long)answer[3]),
                    message.ReplyTo,
                    message.ClientId),
                (string)answer[1]!,
                IsNew: true),
            "again" => new AcceptedMessage(LogEntry.ToMessage(room.StreamId, answer[2]), (string)answer[1]!, IsNew: false),
            _ => null,
        };
    }

    public async Task<MessagePage> ReadAsync(ChatRoom room, PageRequest request, CancellationToken cancellationToken)
    {
        var answer = await scripts.RunAsync(
            RoomScript.Read,
            room,
            new { User = request.ReaderId, request.After, request.Before, request.Limit },
            cancellationToken);
        return new MessagePage(deleted.Hide(LogEntry.ToMessages(room.StreamId, answer[4])), (string)answer[1]!, (long)answer[2], (long)answer[3], (long)answer[5] == 1);
    }

    public async Task<RoomReplay> ReplayAsync(ChatRoom room, ReplayRequest request, CancellationToken cancellationToken)
    {
        var answer = await scripts.RunAsync(
            RoomScript.Replay,
            room,
            new
            {
                User = request.ReaderId,
                From = request.From.ToUnixTimeMilliseconds(),
                To = request.To.ToUnixTimeMilliseconds(),
                request.Limit,
            },
            cancellationToken);
        return new RoomReplay(
            deleted.Hide(LogEntry.ToMessages(room.StreamId, answer[1])),
            [.. ((StackExchange.Redis.RedisResult[])answer[2]!).Select(entry => ToTick(LogEntry.Read(entry)))]);
    }

    public async Task<RoomState> GetStateAsync(ChatRoom room, StateRequest request, CancellationToken cancellationToken)
    {
        var actor = request.Actor;
        var answer = await scripts.RunAsync(
            RoomScript.State,
            room,
            new
            {
                Actor = actor?.Id,
                Staff = actor?.IsStaff ?? false,
                Admin = actor?.IsAdmin ?? false,
                KnownFrom = request.DeletedFrom,
                Bans = request.WithBanned,
            },
            cancellationToken);
        var ban = (string)answer[10]!;
        return new RoomState(
            new RoomPosition((string)answer[1]!, (long)answer[2]),
            new RoomSettings(
                Enabled: (long)answer[3] == 1,
                SlowModeSeconds: (int)answer[4],
                MembersOnly: (long)answer[5] == 1,
                JsonSerializer.Deserialize<string[]>((string)answer[6]!)!,
                Guid.TryParse((string)answer[8]!, out var pinned) ? pinned : null),
            TermsRevision: (long)answer[7],
            IsModerator: (long)answer[9] == 1,
            ban.Length == 0 ? null : ban,
            new ChatCounts((long)answer[11], (long)answer[12], (long)answer[13]),
            [.. ((string[])answer[14]!).Chunk(2).Select(pair => new DeletedMessage(Guid.Parse(pair[0]), long.Parse(pair[1])))],
            [.. ((string[])answer[15]!).Select(Guid.Parse)],
            (long)answer[16] == 1);
    }

    public Task CheckMayReactAsync(ChatRoom room, Actor actor, CancellationToken cancellationToken) =>
        scripts.RunAsync(RoomScript.MayReact, room, new { User = actor.Id, Admin = actor.IsAdmin }, cancellationToken);

    public Task RecordReactionsAsync(ChatRoom room, IReadOnlyDictionary<string, int> counts, CancellationToken cancellationToken) =>
        scripts.RunAsync(RoomScript.React, room, new { Counts = JsonSerializer.Serialize(counts), Total = counts.Values.Sum() }, cancellationToken);

    public Task AdvanceAsync(ChatRoom room, CancellationToken cancellationToken) =>
        scripts.RunAsync(
            RoomScript.Phase,
            room,
            new { RetentionMs = (long)options.Value.Retention.TotalMilliseconds, Keys = RoomKeys.Contents },
            cancellationToken);

    private static ReactionTick ToTick((string Id, Dictionary<string, string> Fields) entry) => new(
        LogEntry.Time(entry.Id[..entry.Id.IndexOf('-', StringComparison.Ordinal)]),
        JsonSerializer.Deserialize<Dictionary<string, int>>(entry.Fields["counts"])!);
}
