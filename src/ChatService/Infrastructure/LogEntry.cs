using Clockit.ChatService.Domain;
using StackExchange.Redis;

namespace Clockit.ChatService.Infrastructure;

/// <summary>Reads entries of Redis streams: an id and a flat list of fields and values.</summary>
internal static class LogEntry
{
    public static IReadOnlyList<ChatMessage> ToMessages(Guid streamId, RedisResult entries) =>
        [.. ((RedisResult[])entries!).Select(entry => ToMessage(streamId, entry))];

    public static ChatMessage ToMessage(Guid streamId, RedisResult entry)
    {
        var (id, fields) = Read(entry);
        return new ChatMessage(
            Guid.Parse(fields["id"]),
            streamId,
            long.Parse(id.AsSpan(0, id.IndexOf('-', StringComparison.Ordinal))),
            Guid.Parse(fields["u"]),
            fields["n"],
            fields["t"],
            Time(fields["at"]),
            fields.TryGetValue("r", out var replyTo) ? Guid.Parse(replyTo) : null,
            fields.GetValueOrDefault("c"));
    }

    public static (string Id, Dictionary<string, string> Fields) Read(RedisResult entry)
    {
        var parts = (RedisResult[])entry!;
        var values = (string[])parts[1]!;
        var fields = new Dictionary<string, string>(values.Length / 2, StringComparer.Ordinal);
        for (var i = 0; i < values.Length; i += 2)
        {
            fields[values[i]] = values[i + 1];
        }

        return ((string)parts[0]!, fields);
    }

    public static DateTimeOffset Time(string milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(milliseconds));
}
