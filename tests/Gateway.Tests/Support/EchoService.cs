using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Clockit.Gateway.Tests.Support;

/// <summary>A service behind the gateway that answers with the request as it arrived.</summary>
public sealed class EchoService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly StrongBox<int> _waiting;

    private EchoService(WebApplication app, StrongBox<int> waiting) => (_app, _waiting) = (app, waiting);

    public string Address => _app.Urls.Single();

    /// <summary>Callers who asked with <c>?wait</c> and get no answer before they go.</summary>
    public int Waiting => _waiting.Value;

    public static async Task<EchoService> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var waiting = new StrongBox<int>();
        app.UseWebSockets();
        app.Map("/{**path}", async (HttpContext context) =>
        {
            if (context.WebSockets.IsWebSocketRequest)
            {
                using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { DangerousEnableCompression = true });
                if (context.Request.QueryString.Value == "?hold")
                {
                    await socket.ReceiveAsync(new byte[1], context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                    return;
                }

                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, context.Request.Headers.Authorization.ToString().Length > 0 ? "signed in" : "anonymous", CancellationToken.None);
                return;
            }

            if (context.Request.QueryString.Value == "?wait")
            {
                Interlocked.Increment(ref waiting.Value);
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                Interlocked.Decrement(ref waiting.Value);
                return;
            }

            await context.Response.WriteAsJsonAsync(new
            {
                path = context.Request.Path.Value,
                headers = context.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString(), StringComparer.Ordinal),
            });
        });
        await app.StartAsync();
        return new EchoService(app, waiting);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
