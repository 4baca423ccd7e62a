using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Clockit.Gateway.Tests.Support;

/// <summary>StreamService's internal address for hosts' profiles, over real HTTP.</summary>
public sealed class StreamHostsService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(Guid Id, JsonNode Profile)> _taken = new();

    private StreamHostsService(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    /// <summary>The accounts whose deletion was taken.</summary>
    public ConcurrentBag<Guid> Deleted { get; } = [];

    /// <summary>While set, every call is answered with 503.</summary>
    public bool IsDown { get; set; }

    /// <summary>How many calls were answered so.</summary>
    public int Refused { get; private set; }

    /// <summary>The profiles that were taken, in order.</summary>
    public IReadOnlyCollection<(Guid Id, JsonNode Profile)> Taken => _taken;

    public static async Task<StreamHostsService> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var service = new StreamHostsService(builder.Build());
        service._app.MapPut("/internal/hosts/{id:guid}", async (Guid id, HttpRequest request) =>
        {
            if (request.Headers["X-Clockit-Service-Key"] != GatewayHost.ServiceKey)
            {
                return Results.NotFound();
            }

            if (service.IsDown)
            {
                service.Refused++;
                return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
            }

            service._taken.Enqueue((id, (await JsonNode.ParseAsync(request.Body))!));
            return Results.NoContent();
        });
        service._app.MapDelete("/internal/hosts/{id:guid}", (Guid id) =>
        {
            service.Deleted.Add(id);
            return Results.NoContent();
        });
        await service._app.StartAsync();
        return service;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
