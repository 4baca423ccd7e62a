using Clockit.Realtime;
using Clockit.Realtime.Protocol;
using Clockit.SignalingService.Api.Http;
using Clockit.SignalingService.Api.Hub;
using Clockit.SignalingService.Application;
using Clockit.SignalingService.Application.Ice;
using Clockit.SignalingService.Application.Lifecycle;
using Clockit.SignalingService.Application.Presence;
using Clockit.SignalingService.Application.Rooms;
using Clockit.SignalingService.Infrastructure.Messaging;
using Clockit.SignalingService.Infrastructure.Redis;
using Microsoft.AspNetCore.SignalR;

namespace Clockit.SignalingService;

/// <summary>What the service is made of.</summary>
internal static class SignalingServiceExtensions
{
    /// <summary>An offer of 64 KB with every line end escaped, and some: larger ones than allowed still get a clear refusal.</summary>
    private const int MaxMessageBytes = 256 * 1024;

    public static WebApplicationBuilder AddPresence(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<PresenceOptions>().BindConfiguration("Presence").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<PresenceRedis>();
        builder.Services.AddSingleton<IRoomStore, RedisRoomStore>();
        builder.Services.AddSingleton<INodeRegistry, RedisNodeRegistry>();
        builder.Services.AddSingleton<IDueCounts, RedisDueCounts>();
        builder.Services.AddSingleton<ILostBroadcasts, RedisLostBroadcasts>();
        builder.Services.AddSingleton<LocalConnections>();
        builder.Services.AddSingleton<LiveRooms>();
        builder.Services.AddSingleton<DeviceIdentity>();
        builder.Services.AddHostedService<PresenceUpkeep>();
        builder.Services.AddHostedService<LostBroadcastReports>();
        builder.Services.AddHostedService<RoomViewerCounts>();
        builder.Services.AddHostedService<BusViewerCounts>();
        return builder;
    }

    public static WebApplicationBuilder AddLifecycle(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IEventInbox, RedisEventInbox>();
        builder.Services.AddSingleton<StreamLifecycle>();
        return builder;
    }

    public static WebApplicationBuilder AddSignaling(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<SignalingOptions>().BindConfiguration("Signaling").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddOptions<IceOptions>().Configure<IConfiguration>((options, configuration) => options.Read(configuration)).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<IceServers>();
        builder.Services.AddSingleton<SignalRelay>();
        builder.Services.AddSingleton<ILiveNotifier, HubLiveNotifier>();
        builder.Services.AddSingleton<LiveHubFilter>();
        // SignalR logs every refusal as an error of the server; the filter logs those that are.
        builder.Logging.AddFilter("Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher", LogLevel.Critical);
        builder.Services
            .AddRealtime(realtime =>
            {
                realtime.KeyPrefix = $"{builder.Configuration["Redis:KeyPrefix"] ?? "clockit:"}live:";
                realtime.Latest("viewer_count", arguments => ((ViewerCountMessage)arguments[0]!).StreamId.ToString());
            })
            .AddCodedErrors()
            .AddHubOptions<LiveHub>(hub =>
            {
                hub.MaximumReceiveMessageSize = MaxMessageBytes;
                hub.AddFilter<LiveHubFilter>();
            });
        return builder;
    }
}
