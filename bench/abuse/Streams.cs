using Clockit.Contracts;
using Clockit.StreamService.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Clockit.Bench.Abuse;

/// <summary>What StreamService says: every stream is live.</summary>
internal sealed class Streams : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Streams(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    public static async Task<Streams> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var host = new StreamHost(Guid.CreateVersion7(), "host", "Host", AvatarUrl: null);
        app.MapGet("/internal/streams/{id:guid}", (Guid id) => Results.Ok(new StreamSummary(
            id, "A stream", host, StreamStatuses.Live, StreamVisibilities.Public, ChatEnabled: true, RecordEnabled: false, TimeProvider.System.GetUtcNow(), EndedAt: null)));
        await app.StartAsync();
        return new Streams(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
