using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using Clockit.ServiceDefaults.Errors;
using Clockit.ServiceDefaults.Services;
using Microsoft.Extensions.Caching.Memory;

namespace Clockit.StreamService.Client;

/// <summary>Asks StreamService's internal API over HTTP, with a short cache.</summary>
internal sealed class HttpStreamDirectory(HttpClient http, TimeProvider time) : IStreamDirectory, IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Stale = TimeSpan.FromMinutes(10);
    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = 10_000 });

    public async ValueTask<StreamSummary?> FindAsync(Guid streamId, CancellationToken cancellationToken)
    {
        var known = _cache.Get<Known>(streamId);
        return IsFresh(known) ? known.Stream : await AskAsync(streamId, known, cancellationToken);
    }

    public async ValueTask<StreamSummary?> FindVisibleAsync(Guid streamId, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        var known = _cache.Get<Known>(streamId);
        if (IsFresh(known) && known.Stream.CanBeSeenBy(caller))
        {
            return known.Stream;
        }

        return await AskAsync(streamId, known, cancellationToken) is { } stream && stream.CanBeSeenBy(caller) ? stream : null;
    }

    public Task<StreamCommandResult> StartAsync(Guid streamId, Guid hostId, CancellationToken cancellationToken) =>
        CommandAsync($"{streamId}/start", new { hostId }, cancellationToken);

    public Task<StreamCommandResult> InterruptAsync(Guid streamId, Guid hostId, CancellationToken cancellationToken) =>
        CommandAsync($"{streamId}/interrupt", new { hostId }, cancellationToken);

    public Task<StreamCommandResult> EndAsync(Guid streamId, Guid hostId, CancellationToken cancellationToken) =>
        CommandAsync($"{streamId}/end", new { hostId }, cancellationToken);

    public Task<StreamCommandResult> AttachRecordingAsync(Guid streamId, string path, CancellationToken cancellationToken) =>
        CommandAsync($"{streamId}/recording", new { path }, cancellationToken);

    public async Task<StreamSummary?> FindByKeyAsync(string streamKey, CancellationToken cancellationToken)
    {
        try
        {
            // In the body: what stands in an address is logged and traced.
            using var response = await http.PostAsJsonAsync(new Uri("internal/streams/by-key", UriKind.Relative), new { streamKey }, cancellationToken);
            if (response.StatusCode == HttpStatusCode.NotFound)
            {
                return null;
            }

            response.EnsureSuccessStatusCode();
            return Remember((await response.Content.ReadFromJsonAsync<StreamSummary>(cancellationToken))!);
        }
        catch (Exception exception) when (ServiceClient.IsUnavailable(exception, cancellationToken))
        {
            throw new ServiceUnavailableException("StreamService does not answer.", exception);
        }
    }

    public void Invalidate(Guid streamId) => _cache.Remove(streamId);

    public void Dispose() => _cache.Dispose();

    private bool IsFresh([NotNullWhen(true)] Known? known) => known is not null && time.GetUtcNow() - known.At < Fresh;

    private async Task<StreamSummary?> AskAsync(Guid streamId, Known? known, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync(new Uri($"internal/streams/{streamId}", UriKind.Relative), cancellationToken);
            if (response.StatusCode == HttpStatusCode.NotFound)
            {
                return null;
            }

            response.EnsureSuccessStatusCode();
            var stream = await response.Content.ReadFromJsonAsync<StreamSummary>(cancellationToken);
            return Remember(stream!);
        }
        catch (Exception exception) when (ServiceClient.IsUnavailable(exception, cancellationToken))
        {
            return known?.Stream ?? throw new ServiceUnavailableException("StreamService does not answer.", exception);
        }
    }

    private async Task<StreamCommandResult> CommandAsync(string command, object body, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.PostAsJsonAsync(new Uri($"internal/streams/{command}", UriKind.Relative), body, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                var stream = await response.Content.ReadFromJsonAsync<StreamSummary>(cancellationToken);
                return new StreamCommandResult(Remember(stream!), Code: null, Detail: null);
            }

            if (response.StatusCode < HttpStatusCode.InternalServerError)
            {
                var problem = await response.Content.ReadFromJsonAsync<Refusal>(cancellationToken);
                return new StreamCommandResult(Stream: null, problem?.Code ?? ProblemCodes.ForStatus((int)response.StatusCode), problem?.Detail);
            }

            throw new ServiceUnavailableException($"StreamService answered {(int)response.StatusCode}.");
        }
        catch (Exception exception) when (ServiceClient.IsUnavailable(exception, cancellationToken))
        {
            throw new ServiceUnavailableException("StreamService does not answer.", exception);
        }
    }

    private StreamSummary Remember(StreamSummary stream)
    {
        _cache.Set(stream.StreamId, new Known(stream, time.GetUtcNow()), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Stale });
        return stream;
    }

    private sealed record Known(StreamSummary Stream, DateTimeOffset At);

    private sealed record Refusal(string? Code, string? Detail);
}
