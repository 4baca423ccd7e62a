using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Transforms;

namespace Clockit.Gateway.Api.Edge;

internal static class ReverseProxy
{
    public static WebApplicationBuilder AddServiceProxy(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IPassiveHealthCheckPolicy, FailedCalls>();
        builder.Services.AddSingleton<FailedCalls.Repeat>();
        builder.Services.AddReverseProxy()
            .LoadFromMemory(ServiceRoutes.Routes, ServiceRoutes.Clusters(builder.Configuration))
            .AddServiceDiscoveryDestinationResolver()
            .ConfigureHttpClient((_, handler) => handler.ConnectTimeout = TimeSpan.FromSeconds(2))
            .AddTransforms(context => context.AddResponseHeaderRemove(HeaderNames.Server, ResponseCondition.Always))
            .AddTransforms<SessionToken>();
        return builder;
    }

    /// <summary>Forwards; a service that does not answer becomes a problem with a code.</summary>
    public static void MapServiceProxy(this WebApplication app)
    {
        var repeat = app.Services.GetRequiredService<FailedCalls.Repeat>();
        app.MapReverseProxy(proxy =>
        {
            proxy.Use(async (context, next) =>
            {
                // CONNECT means a WebSocket (RFC 8441) or a tunnel, and nobody gets a tunnel.
                if (HttpMethods.IsConnect(context.Request.Method) && context.Features.Get<IHttpExtendedConnectFeature>() is not { IsExtendedConnect: true })
                {
                    context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
                    return;
                }

                await next(context);
                if (context.GetForwarderErrorFeature() is { Error: ForwarderError.Request or ForwarderError.RequestTimedOut or ForwarderError.NoAvailableDestinations } && !context.Response.HasStarted)
                {
                    context.Response.Headers.RetryAfter = "1";
                }
            });
            proxy.Use(repeat.InvokeAsync);
            proxy.UseLoadBalancing();
            proxy.UsePassiveHealthChecks();
        });
    }
}
