using Clockit.Gateway.Api.Edge.Connections;
using Clockit.Gateway.Api.Edge.Limits;
using Clockit.Gateway.Api.Edge.Pages;
using Clockit.StreamService.Client;
using Microsoft.AspNetCore.Cors.Infrastructure;

namespace Clockit.Gateway.Api.Edge;

/// <summary>What stands between the world and the services, in the order in which a request meets it.</summary>
internal static class EdgeExtensions
{
    public static WebApplicationBuilder AddEdge(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(EdgeOptions.Read(builder.Configuration));
        builder.AddRateLimits();
        builder.AddConnections();
        builder.AddCompression();
        builder.Services.AddCors();
        builder.Services.AddSingleton<ICorsPolicyProvider, CrossOrigin>();
        builder.AddStreamDirectory();
        builder.Services.AddSingleton<StreamPages>();
        builder.Services.AddSingleton<PageDescriptions>();
        builder.AddServiceProxy();
        return builder;
    }

    /// <summary>What comes before authentication: who calls, by which name, and from which page.</summary>
    public static void UseArrival(this WebApplication app)
    {
        app.UseConnections();
        app.UseServiceCalls();
        app.UseForwardedCallers();
        app.UseTrustedHeaders();
        app.UseSecurityHeaders();
        app.UseCors();
        app.UseKnownHosts();
        app.UseCompression();
    }

    /// <summary>What follows authentication: limits, and the pages.</summary>
    public static void UseAdmission(this WebApplication app)
    {
        app.UseOriginCheck();
        app.UseRateLimiter();
        app.UseSocketGate();
        app.UseInternalAddresses();
        app.UseWebClient();
    }

    public static void MapEdge(this WebApplication app)
    {
        app.MapApiDocument();
        app.MapApiReference();
        app.MapHealthSummary();
        app.MapRobots();
        app.MapStreamEmbeds();
        app.MapServiceProxy();
    }
}
