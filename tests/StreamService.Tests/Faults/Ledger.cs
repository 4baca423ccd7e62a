using System.Collections.Concurrent;

namespace Clockit.StreamService.Tests.Faults;

/// <summary>What was asked of the service, what it promised, and which events must therefore exist.</summary>
internal sealed class Ledger
{
    private readonly ConcurrentDictionary<Guid, List<string>> _expected = new();
    private readonly ConcurrentBag<Guid> _counts = [];
    private int _attempted;
    private int _acknowledged;

    /// <summary>Requests and publications that were sent, repetitions included.</summary>
    public int Attempted => _attempted;

    /// <summary>Operations that were promised: answered with success, or found done when they were repeated.</summary>
    public int Acknowledged => _acknowledged;

    /// <summary>The ids of the viewer counts that the broker has confirmed.</summary>
    public IReadOnlyCollection<Guid> Counts => _counts;

    /// <summary>The routing keys of the events that each stream must have had, in order.</summary>
    public IReadOnlyDictionary<Guid, List<string>> Expected => _expected;

    public void Attempt() => Interlocked.Increment(ref _attempted);

    /// <summary>A stream is changed by one worker only, so its list needs no lock.</summary>
    public void Acknowledge(Guid streamId, params ReadOnlySpan<string> routingKeys)
    {
        Interlocked.Increment(ref _acknowledged);
        _expected.GetOrAdd(streamId, _ => []).AddRange(routingKeys);
    }

    public void AcknowledgeCount(Guid eventId)
    {
        Interlocked.Increment(ref _acknowledged);
        _counts.Add(eventId);
    }
}
