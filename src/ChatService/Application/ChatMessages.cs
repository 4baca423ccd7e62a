using System.Security.Claims;
using Clockit.ChatService.Application.Feeds;
using Clockit.ChatService.Domain;
using Clockit.ServiceDefaults.Authentication;
using Clockit.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace Clockit.ChatService.Application;

/// <summary>Writing to rooms and reading from them.</summary>
public sealed class ChatMessages(
    ChatRooms rooms,
    IMessageStore store,
    RoomFeeds feeds,
    BlockedTermsCache blockedTerms,
    ChatMetrics metrics,
    IOptions<ChatOptions> options,
    TimeProvider time)
{
    public const int MaxClientIdLength = 64;
    public const int MaxReplaySeconds = 24 * 60 * 60;
    private const int ReplayLimit = 1000;

    /// <summary>Accepts a message. When it returns, the message is stored and on its way to everyone in the room.</summary>
    /// <exception cref="ChatRefusal">It is not accepted.</exception>
    public async Task<ChatMessage> SendAsync(ClaimsPrincipal user, Guid streamId, MessageDraft draft, CancellationToken cancellationToken)
    {
        try
        {
            return await TrySendAsync(user, streamId, draft, cancellationToken);
        }
        catch (ChatRefusal refusal)
        {
            metrics.Refused(refusal.Code);
            throw;
        }
    }

    /// <summary>A page of a room's history, oldest first.</summary>
    public async Task<HistoryPage> ReadAsync(ClaimsPrincipal user, Guid streamId, PageRequest request, CancellationToken cancellationToken)
    {
        var room = await rooms.FindAsync(streamId, user, cancellationToken);
        var page = await store.ReadAsync(room, request with { ReaderId = Actor.From(user.ToCaller())?.BoundIn(room) }, cancellationToken);
        var offset = page.Head;
        if (request.After is not null && page.Messages.Count == request.Limit)
        {
            offset = page.Messages[^1].Offset;
        }
        else if (request.Before is { } before)
        {
            offset = Math.Min(page.Head, Math.Max(0, before - 1));
        }

        // What is kept is everything after the trimmed ones; a position beyond the head is one of another epoch.
        var recovered = request.After is { } after ? after >= page.Trimmed && after <= page.Head : (bool?)null;
        return new HistoryPage(page.Messages, page.Epoch, offset, recovered);
    }

    /// <summary>What was said and how people reacted, by seconds since the stream's start; the end is exclusive.</summary>
    public async Task<TimedReplay> ReplayAsync(ClaimsPrincipal user, Guid streamId, int from, int to, CancellationToken cancellationToken)
    {
        var room = await rooms.FindAsync(streamId, user, cancellationToken);
        if (room.StartedAt is not { } startedAt)
        {
            return new TimedReplay(StartedAt: null, [], [], Next: null);
        }

        // Messages are dated in whole milliseconds, and a second must begin with the same one for them and for the caller.
        var start = DateTimeOffset.FromUnixTimeMilliseconds(startedAt.ToUnixTimeMilliseconds());
        var reader = Actor.From(user.ToCaller())?.BoundIn(room);
        var replay = await ReadAsync(to, ReplayLimit);
        var next = Next();
        if (next == from)
        {
            // More in one second than a page holds: that second then is a page, however much it is.
            replay = await ReadAsync(from + 1, options.Value.MessagesPerRoom);
            next = from + 1 < to ? from + 1 : null;
        }

        return new TimedReplay(
            startedAt,
            [.. replay.Messages.Select(message => (Second: SecondOf(message.Timestamp), message)).Where(message => next is null || message.Second < next)],
            [.. replay.Reactions.GroupBy(tick => SecondOf(tick.At)).Where(second => next is null || second.Key < next).Select(Sum)],
            next);

        Task<RoomReplay> ReadAsync(int end, int limit) =>
            store.ReplayAsync(room, new ReplayRequest(start.AddSeconds(from), start.AddSeconds(end), limit, reader), cancellationToken);
        int SecondOf(DateTimeOffset moment) => (int)Math.Floor((moment - start).TotalSeconds);

        // A full page ends within some second: the next one begins with that second again.
        int? Next() => new[]
        {
            replay.Messages.Count == ReplayLimit ? SecondOf(replay.Messages[^1].Timestamp) : (int?)null,
            replay.Reactions.Count == ReplayLimit ? SecondOf(replay.Reactions[^1].At) : null,
        }.Min();
    }

    private static (int Second, IReadOnlyDictionary<string, int> Counts) Sum(IGrouping<int, ReactionTick> second) =>
        (second.Key, second.SelectMany(tick => tick.Counts)
            .GroupBy(count => count.Key, StringComparer.Ordinal)
            .ToDictionary(count => count.Key, count => count.Sum(entry => entry.Value), StringComparer.Ordinal));

    private async Task<ChatMessage> TrySendAsync(ClaimsPrincipal user, Guid streamId, MessageDraft draft, CancellationToken cancellationToken)
    {
        var (room, author) = await rooms.EnterAsync(streamId, user, cancellationToken);
        if (!MessageText.Rule.TryRead(draft.Text, out var text, out var problem) || text is null)
        {
            throw new ChatRefusal(ChatCodes.MessageInvalid, text is null && problem.Length == 0 ? "The message is empty; write something that can be seen." : problem) { Field = "message" };
        }

        if (draft.ClientId is { Length: 0 or > MaxClientIdLength })
        {
            throw new ChatRefusal(ProblemCodes.RequestInvalid, $"clientId has 1 to {MaxClientIdLength} characters.") { Field = "clientId" };
        }

        var message = new NewMessage(Guid.CreateVersion7(time.GetUtcNow()), author, text, draft.ReplyTo, draft.ClientId, Blocked: false, TermsRevision: 0);
        var accepted = await AppendAsync(room, message, cancellationToken);
        if (accepted.IsNew)
        {
            feeds.Accepted(accepted.Message, accepted.Epoch, room.IsPrivate is true);
            metrics.Accepted();
        }

        return accepted.Message;
    }

    private async Task<AcceptedMessage> AppendAsync(ChatRoom room, NewMessage message, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var terms = blockedTerms.Find(room.StreamId);
            var blocked = message.Author.Id != room.HostId && terms.Filter.Blocks(message.Text);
            if (await store.AppendAsync(room, message with { Blocked = blocked, TermsRevision = terms.Revision }, cancellationToken) is { } accepted)
            {
                return accepted;
            }

            await blockedTerms.RefreshAsync(room, cancellationToken);
        }

        throw new ServiceUnavailableException("The room's blocked terms change faster than they can be read.");
    }
}

/// <summary>What somebody wants to say.</summary>
public sealed record MessageDraft(string? Text, string? ClientId, Guid? ReplyTo);

/// <summary>See <see cref="ChatMessages.ReadAsync"/>.</summary>
/// <param name="Offset">Where to read on with <c>since</c>.</param>
/// <param name="Recovered">Whether nothing is missing between <see cref="PageRequest.After"/> and the page; null without it.</param>
public sealed record HistoryPage(IReadOnlyList<ChatMessage> Messages, string Epoch, long Offset, bool? Recovered);

/// <summary>See <see cref="ChatMessages.ReplayAsync"/>.</summary>
/// <param name="Next">From which second on to ask again, or null when this is all.</param>
public sealed record TimedReplay(
    DateTimeOffset? StartedAt,
    IReadOnlyList<(int Second, ChatMessage Message)> Messages,
    IReadOnlyList<(int Second, IReadOnlyDictionary<string, int> Counts)> Reactions,
    int? Next);
