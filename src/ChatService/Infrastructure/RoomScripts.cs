using System.Buffers.Binary;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Clockit.ChatService.Application;
using Clockit.ChatService.Domain;
using Clockit.Redis;
using Clockit.ServiceDefaults.Errors;
using StackExchange.Redis;

namespace Clockit.ChatService.Infrastructure;

/// <summary>Runs the scripts beside this file. Each runs atomically in Redis, in one round trip.</summary>
public sealed class RoomScripts(IConnectionMultiplexer redis, RoomKeys keys, ChatNode node, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The script's answer.</summary>
    /// <exception cref="ChatRefusal">The script answered <c>{'refused', code, seconds}</c>.</exception>
    /// <exception cref="ServiceUnavailableException">Redis does not answer.</exception>
    internal async Task<RedisResult[]> RunAsync<TRequest>(RoomScript script, ChatRoom room, TRequest request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var context = new Context(
            now.ToUnixTimeMilliseconds(),
            (int)room.Phase,
            room.HostId,
            room.ChatEnabled,
            room.IsPrivate,
            Epochs.Create(),
            room.KnownOffset,
            FirstOffsetOf(room.StreamId, now),
            keys.ChannelOf(room.StreamId),
            node.Id);
        RedisKey[] names = [keys.BaseOf(room.StreamId), keys.Outbox];
        RedisResult[] answer;
        RedisValue[] values = [JsonSerializer.SerializeToUtf8Bytes(context, Json), JsonSerializer.SerializeToUtf8Bytes(request, Json)];
        try
        {
            answer = (RedisResult[])(await EvaluateAsync(script, names, values).WaitAsync(Patience, time, cancellationToken))!;
        }
        catch (Exception exception) when (RedisFailures.IsPassing(exception, cancellationToken))
        {
            throw new ServiceUnavailableException("Redis does not answer.", exception);
        }

        return string.Equals((string)answer[0]!, "refused", StringComparison.Ordinal)
            ? throw ChatCodes.Refuse((string)answer[1]!, int.TryParse((string)answer[2]!, out var seconds) ? seconds : null)
            : answer;
    }

    // By its hash, which the client would look up by the whole text each time.
    private async Task<RedisResult> EvaluateAsync(RoomScript script, RedisKey[] names, RedisValue[] values)
    {
        try
        {
            return await redis.GetDatabase().ScriptEvaluateAsync(script.Hash, names, values);
        }
        catch (RedisServerException exception) when (exception.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            // Redis has never seen it, or was restarted and has forgotten its scripts; the client notices and sends the text.
            return await redis.GetDatabase().ScriptEvaluateAsync(script.Text, names, values);
        }
    }

    /// <summary>
    /// What a new epoch counts from: more than any earlier epoch of the room has counted to, also when nobody remembers
    /// it, unless the room took a thousand messages a second all its life. Zero in a stream's first minute.
    /// </summary>
    private static long FirstOffsetOf(Guid streamId, DateTimeOffset now)
    {
        // A UUIDv7 begins with the time when it was made; what is none may be of any age.
        Span<byte> id = stackalloc byte[16];
        streamId.TryWriteBytes(id, bigEndian: true, out _);
        var made = streamId.Version == 7 ? (long)(BinaryPrimitives.ReadUInt64BigEndian(id) >> 16) : 0;
        return Math.Max(0, now.ToUnixTimeMilliseconds() - made - 60_000);
    }

    private sealed record Context(long Now, int Phase, Guid Host, bool Chat, bool? Private, string Epoch, long Floor, long First, string Channel, string Node);
}

/// <summary>A script: what is common to all, and its own part.</summary>
internal sealed class RoomScript
{
    public static readonly RoomScript Append = new("append");
    public static readonly RoomScript Read = new("read");
    public static readonly RoomScript State = new("state");
    public static readonly RoomScript Delete = new("delete");
    public static readonly RoomScript Settings = new("settings");
    public static readonly RoomScript Ban = new("ban");
    public static readonly RoomScript Bans = new("bans");
    public static readonly RoomScript Moderator = new("moderator");
    public static readonly RoomScript Audit = new("audit");
    public static readonly RoomScript MayReact = new("may_react");
    public static readonly RoomScript React = new("react");
    public static readonly RoomScript Replay = new("replay");
    public static readonly RoomScript Phase = new("phase");

    private RoomScript(string name)
    {
        Text = Load("common") + Load(name);
#pragma warning disable CA5350 // Redis names scripts by SHA-1; nothing is kept secret by it.
        Hash = SHA1.HashData(Encoding.UTF8.GetBytes(Text));
#pragma warning restore CA5350
    }

    public string Text { get; }

    /// <summary>What Redis knows it by once it has seen it.</summary>
    public byte[] Hash { get; }

    private static string Load(string name)
    {
        var assembly = Assembly.GetExecutingAssembly();
        using var stream = assembly.GetManifestResourceStream($"{typeof(RoomScript).Namespace}.Scripts.{name}.lua")
            ?? throw new InvalidOperationException($"The script {name} is not part of the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

/// <summary>Names of epochs: never the same twice.</summary>
internal static class Epochs
{
    public static string Create() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
}
