using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using Clockit.ChatService.Application;
using Clockit.ChatService.Domain;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Clockit.ChatService.Infrastructure;

/// <summary>What hosts and moderators do, in Redis; <see cref="RoomKeys"/> tells the shape of the keys.</summary>
internal sealed class RedisModerationStore(RoomScripts scripts, IOptions<ChatOptions> options, TimeProvider time) : IModerationStore
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public Task DeleteMessageAsync(ChatRoom room, Actor actor, Guid messageId, CancellationToken cancellationToken) =>
        scripts.RunAsync(
            RoomScript.Delete,
            room,
            new { Actor = actor.Id, ActorName = actor.Username, Staff = actor.IsStaff, Admin = actor.IsAdmin, Message = messageId },
            cancellationToken);

    public Task ChangeSettingsAsync(ChatRoom room, Actor actor, SettingsChange change, CancellationToken cancellationToken) =>
        scripts.RunAsync(
            RoomScript.Settings,
            room,
            new
            {
                Actor = actor.Id,
                ActorName = actor.Username,
                Staff = actor.IsStaff,
                change.Enabled,
                Slow = change.SlowModeSeconds,
                Members = change.MembersOnly,
                Terms = change.BlockedTerms is null ? null : JsonSerializer.Serialize(change.BlockedTerms, Json),
                Pin = change.Pin ? change.PinnedMessageId?.ToString() ?? "" : null,
                Details = JsonSerializer.Serialize(change, Json),
            },
            cancellationToken);

    public Task BanAsync(ChatRoom room, Actor actor, BanRequest ban, CancellationToken cancellationToken) =>
        ModerateAsync(room, actor, ban, ban.Until is null ? "ban" : "timeout", cancellationToken);

    public Task UnbanAsync(ChatRoom room, Actor actor, Guid userId, CancellationToken cancellationToken) =>
        ModerateAsync(room, actor, new BanRequest(userId, Username: null, IsAdmin: false, Seconds: null, Until: null, Reason: null), "unban", cancellationToken);

    public async Task<IReadOnlyList<Ban>> ListBansAsync(ChatRoom room, Actor actor, CancellationToken cancellationToken)
    {
        var answer = await scripts.RunAsync(RoomScript.Bans, room, new { Actor = actor.Id, Staff = actor.IsStaff }, cancellationToken);
        var bans = (string[])answer[1]!;
        return [.. bans.Chunk(3).Select(ban => ToBan(Guid.Parse(ban[0]), ban[1], ban[2])).OrderByDescending(ban => ban.CreatedAt)];
    }

    public Task SetModeratorAsync(ChatRoom room, Actor actor, Guid userId, bool isModerator, CancellationToken cancellationToken) =>
        scripts.RunAsync(
            RoomScript.Moderator,
            room,
            new
            {
                Actor = actor.Id,
                ActorName = actor.Username,
                User = userId,
                Add = isModerator,
                Capacity = options.Value.ModeratorsPerRoom,
            },
            cancellationToken);

    public async Task<IReadOnlyList<AuditEntry>> ReadAuditAsync(ChatRoom room, Actor actor, string? before, int limit, CancellationToken cancellationToken)
    {
        var answer = await scripts.RunAsync(
            RoomScript.Audit,
            room,
            new { Actor = actor.Id, Staff = actor.IsStaff, Before = before, Limit = limit },
            cancellationToken);
        return [.. ((RedisResult[])answer[1]!).Select(entry => ToAuditEntry(LogEntry.Read(entry)))];
    }

    private Task ModerateAsync(ChatRoom room, Actor actor, BanRequest ban, string action, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return scripts.RunAsync(
            RoomScript.Ban,
            room,
            new
            {
                Actor = actor.Id,
                ActorName = actor.Username,
                Staff = actor.IsStaff,
                Admin = actor.IsAdmin,
                User = ban.UserId,
                TargetAdmin = ban.IsAdmin,
                Action = action,
                Stream = room.StreamId,
                Ends = ban.Until?.ToUnixTimeMilliseconds() ?? 0,
                Record = JsonSerializer.Serialize(new BanRecord(actor.Id, now.ToUnixTimeMilliseconds(), ban.Reason, ban.Username), Json),
                Capacity = options.Value.BansPerRoom,
                ban.Reason,
                ban.Seconds,
                EventId = Guid.CreateVersion7(now),
                Trace = Activity.Current?.Id,
            },
            cancellationToken);
    }

    private static Ban ToBan(Guid userId, string value, string username)
    {
        var separator = value.IndexOf('|', StringComparison.Ordinal);
        var ends = value[..separator];
        var record = JsonSerializer.Deserialize<BanRecord>(value.AsSpan(separator + 1), Json)!;
        return new Ban(
            userId,
            record.Username ?? NullIfEmpty(username),
            string.Equals(ends, "0", StringComparison.Ordinal) ? null : LogEntry.Time(ends),
            record.Reason,
            record.By,
            DateTimeOffset.FromUnixTimeMilliseconds(record.At));
    }

    private static AuditEntry ToAuditEntry((string Id, Dictionary<string, string> Fields) entry) => new(
        entry.Id,
        LogEntry.Time(entry.Fields["at"]),
        Guid.Parse(entry.Fields["actor"]),
        entry.Fields["actor_name"],
        entry.Fields["action"],
        Guid.TryParse(entry.Fields["target"], out var target) ? target : null,
        NullIfEmpty(entry.Fields["reason"]),
        NullIfEmpty(entry.Fields["details"]));

    private static string? NullIfEmpty(string value) => value.Length == 0 ? null : value;

    private sealed record BanRecord(Guid By, long At, string? Reason, string? Username = null);
}
