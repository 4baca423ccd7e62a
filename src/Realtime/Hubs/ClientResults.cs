using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Clockit.Realtime.Hubs;

/// <summary>Results that the server has asked connections for and that have not come yet.</summary>
internal sealed class ClientResults
{
    private readonly ConcurrentDictionary<string, Pending> _pending = new(StringComparer.Ordinal);
    private long _last;

    public (string InvocationId, Task<object?> Result) Add<T>(string connectionId)
    {
        var id = "s" + Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture);
        var pending = _pending[id] = new Pending(connectionId, typeof(T));
        return (id, pending.Result.Task);
    }

    public void Remove(string invocationId) => _pending.TryRemove(invocationId, out _);

    public bool TryGetType(string invocationId, [NotNullWhen(true)] out Type? type)
    {
        type = _pending.TryGetValue(invocationId, out var pending) ? pending.Type : null;
        return type is not null;
    }

    /// <summary>Takes an answer, from the connection that was asked only.</summary>
    public void Complete(string connectionId, CompletionMessage answer)
    {
        if (answer.InvocationId is null || !_pending.TryGetValue(answer.InvocationId, out var pending)
            || !string.Equals(pending.ConnectionId, connectionId, StringComparison.Ordinal))
        {
            return;
        }

        if (answer.HasResult)
        {
            pending.Result.TrySetResult(answer.Result);
        }
        else
        {
            pending.Result.TrySetException(new HubException(answer.Error ?? "The client did not answer with a result."));
        }
    }

    /// <summary>Fails whatever was asked of a connection that is gone.</summary>
    public void Forget(string connectionId)
    {
        foreach (var pending in _pending.Values)
        {
            if (string.Equals(pending.ConnectionId, connectionId, StringComparison.Ordinal))
            {
                pending.Result.TrySetException(new IOException($"Connection '{connectionId}' disconnected."));
            }
        }
    }

    private sealed record Pending(string ConnectionId, Type Type)
    {
        public TaskCompletionSource<object?> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
