using Clockit.Realtime;
using Clockit.Realtime.Hubs;
using Clockit.ServiceDefaults.Authentication;
using Clockit.SignalingService.Api.Http;
using Clockit.SignalingService.Api.Hub;
using Clockit.SignalingService.Api.Media;
using Clockit.SignalingService.Application;
using Microsoft.AspNetCore.SignalR;

namespace Clockit.SignalingService.Api;

internal static class ApiExtensions
{
    /// <summary>An offer of 64 KB with every line end escaped, and some: larger ones than allowed still get a clear refusal.</summary>
    private const int MaxMessageBytes = 256 * 1024;

    /// <summary>
    /// Records of any kind that a connection may send a second before it is cut off: so many more than it may make calls
    /// that whoever only makes too many calls is told so first.
    /// </summary>
    private const int MaxReceivedPerSecond = 1000;

    /// <summary>The hub on Realtime's rooms, and what the endpoints need.</summary>
    public static WebApplicationBuilder AddApi(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DeviceIdentity>();
        builder.Services.AddSingleton<Publishers>();
        builder.Services.AddSingleton<ILiveNotifier, HubLiveNotifier>();
        builder.Services.AddSingleton<LiveHubFilter>();
        builder.Services.AddSingleton<IUserIdProvider, AccountIdProvider>();
        builder.Services
            .AddRealtime(realtime =>
            {
                realtime.KeyPrefix = $"{builder.Configuration["Redis:KeyPrefix"] ?? "clockit:"}live:";
                realtime.MaxReceivedPerSecond = builder.Configuration.GetValue("Limits:Enabled", defaultValue: true) ? MaxReceivedPerSecond : null;
                realtime.Latest("viewer_count", arguments => ((ViewerCountMessage)arguments[0]!).StreamId.ToString());
            })
            .AddCodedErrors()
            .AddHubOptions<LiveHub>(hub =>
            {
                hub.MaximumReceiveMessageSize = MaxMessageBytes;
                hub.AddFilter<SignedInConnections>();
                hub.AddFilter<LiveHubFilter>();
            });
        // SignalR logs every refusal as an error of the server; the filter logs those that are.
        builder.Logging.AddFilter("Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher", LogLevel.Critical);
        return builder;
    }

    public static void MapApi(this WebApplication app)
    {
        app.MapRealtimeHub<LiveHub>("/hubs/live");
        app.MapViewers();
        app.MapIceServers();
        app.MapWhip();
        app.MapWhep();
        app.MapRecordings();
        app.MapMediaRechecks();
    }
}
