using System.Collections.Concurrent;
using Clockit.ChatService.Tests.Support;

namespace Clockit.ChatService.Tests.Faults;

/// <summary>What was sent, and what of it was acknowledged as stored where. A message's text is its client id.</summary>
internal sealed class Ledger
{
    private readonly ConcurrentDictionary<string, byte> _attempted = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Place> _acknowledged = new(StringComparer.Ordinal);
    private int _sends;

    /// <summary>Sends, repetitions included.</summary>
    public int Sends => _sends;

    /// <summary>The client ids that were sent.</summary>
    public IReadOnlySet<string> Attempted => _attempted.Keys.ToHashSet(StringComparer.Ordinal);

    /// <summary>The places that were promised, by client id.</summary>
    public IReadOnlyDictionary<string, Place> Acknowledged => _acknowledged;

    public void Attempt(string clientId)
    {
        Interlocked.Increment(ref _sends);
        _attempted[clientId] = 0;
    }

    public void Acknowledge(string clientId, System.Text.Json.JsonElement message) =>
        _acknowledged[clientId] = new Place(Guid.Parse(message.Text("id")), message.Offset());
}

/// <summary>A message and where it is in its room.</summary>
internal sealed record Place(Guid Id, long Offset);
