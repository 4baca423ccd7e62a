using System.Collections.Concurrent;
using System.Text.Json;
using Clockit.StreamService.Application;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Clockit.StreamService.Api;

/// <summary>
/// Keeps lists that are the same for every caller, as the bytes of their JSON, and computes each once however many ask at
/// the same time. None is older than <see cref="ListOptions.CacheFor"/>, and after a change of a stream, on any node, earlier
/// ones are no longer used. A computation belongs to all who wait for it: it goes on when the one who asked first leaves.
/// </summary>
internal sealed class ListCache(StreamListVersion lists, ListOptions options, TimeProvider time, IOptions<JsonOptions> json)
{
    /// <summary>Lists kept at a time; beyond them each is computed for its caller alone.</summary>
    private const int MostLists = 100;

    private Generation _current = new(Version: -1, Started: 0);

    /// <summary>The list that the query names: equal queries share one.</summary>
    public Task<JsonBytes<T>> GetAsync<T>(object query, Func<Task<T>> compute)
    {
        if (options.CacheFor == TimeSpan.Zero)
        {
            return WriteAsync(compute);
        }

        var kept = Current().Lists;
        if (kept.TryGetValue(query, out var list))
        {
            return (Task<JsonBytes<T>>)list.Value;
        }

        if (kept.Count >= MostLists)
        {
            return WriteAsync(compute);
        }

        list = kept.GetOrAdd(query, _ => new Lazy<Task>(() => WriteOrForgetAsync(kept, query, compute)));
        return (Task<JsonBytes<T>>)list.Value;
    }

    private Generation Current()
    {
        while (true)
        {
            var current = Volatile.Read(ref _current);
            // Read after the caller's change was counted, so what is used was begun after it.
            var version = lists.Current;
            if (current.Version == version && time.GetElapsedTime(current.Started) < options.CacheFor)
            {
                return current;
            }

            Interlocked.CompareExchange(ref _current, new Generation(version, time.GetTimestamp()), current);
        }
    }

    private async Task<JsonBytes<T>> WriteOrForgetAsync<T>(ConcurrentDictionary<object, Lazy<Task>> kept, object query, Func<Task<T>> compute)
    {
        try
        {
            return await WriteAsync(compute);
        }
        catch
        {
            // It failed for all who waited; the next one tries again.
            kept.TryRemove(query, out _);
            throw;
        }
    }

    /// <summary>A list for one caller alone.</summary>
    public async Task<JsonBytes<T>> WriteAsync<T>(Func<Task<T>> compute) =>
        new(JsonSerializer.SerializeToUtf8Bytes(await compute(), json.Value.SerializerOptions));

    /// <summary>The lists of one version, computed within one span of <see cref="ListOptions.CacheFor"/>.</summary>
    private sealed record Generation(long Version, long Started)
    {
        public ConcurrentDictionary<object, Lazy<Task>> Lists { get; } = new();
    }
}

/// <summary>Configuration section <c>Lists</c>.</summary>
internal sealed class ListOptions
{
    /// <summary>How old a list may be, its viewer counts that is: 0 to 10 s, 1 s unless configured. With 0 nothing is kept.</summary>
    public TimeSpan CacheFor { get; set; } = TimeSpan.FromSeconds(1);

    public bool IsValid => CacheFor >= TimeSpan.Zero && CacheFor <= TimeSpan.FromSeconds(10);
}
