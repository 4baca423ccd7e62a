using System.Collections.Concurrent;
using Clockit.StreamService.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Clockit.ChatService.Tests.Support;

/// <summary>StreamService's internal API over real HTTP, with streams that a test puts there.</summary>
public sealed class StreamDirectoryHost : IAsyncDisposable
{
    public const string ServiceKey = "a-service-key-of-tests";
    private readonly ConcurrentDictionary<Guid, StreamSummary> _streams = new();
    private readonly ConcurrentDictionary<Guid, int> _lookUps = new();
    private readonly WebApplication _app;

    private StreamDirectoryHost(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    public static async Task<StreamDirectoryHost> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var host = new StreamDirectoryHost(builder.Build());
        host._app.MapGet("/internal/streams/{id:guid}", (Guid id, HttpRequest request) =>
        {
            host._lookUps.AddOrUpdate(id, 1, static (_, count) => count + 1);
            return request.Headers[Clockit.ServiceDefaults.Authentication.ServiceKey.Header] != ServiceKey ? Results.Unauthorized()
                : host._streams.TryGetValue(id, out var stream) ? Results.Ok(stream) : Results.NotFound();
        });
        await host._app.StartAsync();
        return host;
    }

    /// <summary>How often a stream was asked for.</summary>
    public int LookUps(Guid streamId) => _lookUps.GetValueOrDefault(streamId);

    public void Put(StreamSummary stream) => _streams[stream.StreamId] = stream;

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
