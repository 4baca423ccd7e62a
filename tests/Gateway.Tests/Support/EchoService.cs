using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Clockit.Gateway.Tests.Support;

/// <summary>A service behind the gateway that answers with the request as it arrived.</summary>
public sealed class EchoService : IAsyncDisposable
{
    private readonly WebApplication _app;

    private EchoService(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    public static async Task<EchoService> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.UseWebSockets();
        app.Map("/{**path}", async (HttpContext context) =>
        {
            if (context.WebSockets.IsWebSocketRequest)
            {
                using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { DangerousEnableCompression = true });
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, context.Request.Headers.Authorization.ToString().Length > 0 ? "signed in" : "anonymous", CancellationToken.None);
                return;
            }

            await context.Response.WriteAsJsonAsync(new
            {
                path = context.Request.Path.Value,
                headers = context.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString(), StringComparer.Ordinal),
            });
        });
        await app.StartAsync();
        return new EchoService(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
