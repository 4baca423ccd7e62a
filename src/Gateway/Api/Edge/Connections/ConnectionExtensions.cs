using Clockit.Gateway.Api.Edge.Limits;
using Clockit.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.Features;

namespace Clockit.Gateway.Api.Edge.Connections;

internal static class ConnectionExtensions
{
    /// <summary>Limits of what is open, and problems in the answers that the server writes by itself.</summary>
    public static WebApplicationBuilder AddConnections(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ConnectionGate>();
        builder.Services.AddSingleton<SocketGate>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            var limits = kestrel.ApplicationServices.GetRequiredService<LimitOptions>();
            var gate = kestrel.ApplicationServices.GetRequiredService<ConnectionGate>();
            // Behind our own gates, which say why: what comes through those in the same moment.
            kestrel.Limits.MaxConcurrentConnections = limits.Connections + 256;
            kestrel.Limits.MaxConcurrentUpgradedConnections = limits.Sockets + 64;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            kestrel.ConfigureEndpointDefaults(endpoint =>
            {
                endpoint.Use(next => connection => gate.RunAsync(connection, next));
                endpoint.Use(next => connection => ProblemAnswers.RunAsync(connection, next));
            });
        });
        return builder;
    }

    /// <summary>First in the pipeline: from here on a request's answer is the pipeline's.</summary>
    public static void UseConnections(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            if (context.Features.Get<ProblemAnswers>() is { } answers)
            {
                answers.IsServing = true;
                context.Response.OnCompleted(
                    static state =>
                    {
                        ((ProblemAnswers)state).IsServing = false;
                        return Task.CompletedTask;
                    },
                    answers);
            }

            return next(context);
        });
    }

    /// <summary>Whether the request would become a connection that stays: an upgrade (RFC 6455), or an extended CONNECT (RFC 8441).</summary>
    public static bool AsksForSocket(this HttpContext context) =>
        context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } || context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true };

    /// <summary>After the limits of one caller: whether there is room for another hub at all.</summary>
    public static void UseSocketGate(this WebApplication app)
    {
        var gate = app.Services.GetRequiredService<SocketGate>();
        app.Use(async (context, next) =>
        {
            if (!context.AsksForSocket())
            {
                await next(context);
                return;
            }

            if (!gate.TryEnter())
            {
                context.Response.Headers.RetryAfter = "5";
                await ApiProblem.Create(StatusCodes.Status503ServiceUnavailable, ProblemCodes.ServiceUnavailable, "There are too many connections; try again after the time in Retry-After.").ExecuteAsync(context);
                return;
            }

            try
            {
                await next(context);
            }
            finally
            {
                gate.Leave();
            }
        });
    }
}

/// <summary>Counts open hubs.</summary>
internal sealed class SocketGate(LimitOptions limits)
{
    private int _open;

    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _open) <= limits.Sockets)
        {
            return true;
        }

        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _open);
}
