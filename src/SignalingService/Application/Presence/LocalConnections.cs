using System.Collections.Concurrent;
using System.Security.Claims;
using Clockit.SignalingService.Domain;
using Microsoft.Extensions.Options;

namespace Clockit.SignalingService.Application.Presence;

/// <summary>
/// The hub connections of this node: what is true of them, whatever the shared store says. Safe for concurrent callers.
/// </summary>
public sealed class LocalConnections(IOptions<SignalingOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, LocalConnection> _connections = new(StringComparer.Ordinal);
    private int _storeMayDiffer;

    public IEnumerable<LocalConnection> All => _connections.Values;

    public void Add(string connectionId, ClaimsPrincipal user) =>
        _connections[connectionId] = new LocalConnection(connectionId, user, new TokenBucket(options.Value.CallsPerSecond, options.Value.CallBurst, time));

    public void Remove(string connectionId) => _connections.TryRemove(connectionId, out _);

    public LocalConnection? Find(string connectionId) => _connections.GetValueOrDefault(connectionId);

    /// <summary>Notes that a change did not reach the shared store for certain, so that the two get compared.</summary>
    public void MarkStoreDiffers() => Interlocked.Exchange(ref _storeMayDiffer, 1);

    /// <summary>Whether that was noted since this was last asked.</summary>
    public bool TakeStoreDiffers() => Interlocked.Exchange(ref _storeMayDiffer, 0) == 1;
}
