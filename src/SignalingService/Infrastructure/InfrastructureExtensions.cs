using Clockit.Messaging.Bus;
using Clockit.Redis;
using Clockit.ServiceDefaults.Services;
using Clockit.SignalingService.Application.Lifecycle;
using Clockit.SignalingService.Application.Media;
using Clockit.SignalingService.Application.Presence;
using Clockit.SignalingService.Application.Recordings;
using Clockit.SignalingService.Application.Rooms;
using Clockit.SignalingService.Infrastructure.Accounts;
using Clockit.SignalingService.Infrastructure.Consumers;
using Clockit.SignalingService.Infrastructure.Janus;
using Clockit.SignalingService.Infrastructure.Recordings;
using Clockit.SignalingService.Infrastructure.Redis;
using Clockit.StreamService.Client;

namespace Clockit.SignalingService.Infrastructure;

internal static class InfrastructureExtensions
{
    private const string Queue = "signaling-service";

    /// <summary>Redis, the bus, StreamService, and the accounts.</summary>
    public static WebApplicationBuilder AddInfrastructure(this WebApplicationBuilder builder)
    {
        builder.AddRedis().AddStreamDirectory().AddEventPublisher().AddEventConsumers(Queue, [typeof(LiveEventConsumer)], [typeof(VisibilityConsumer)]);
        builder.Services.AddSingleton<PresenceRedis>();
        builder.Services.AddSingleton<IRoomStore, RedisRoomStore>();
        builder.Services.AddSingleton<INodeRegistry, RedisNodeRegistry>();
        builder.Services.AddSingleton<IDueCounts, RedisDueCounts>();
        builder.Services.AddSingleton<ILostBroadcasts, RedisLostBroadcasts>();
        builder.Services.AddSingleton<IEventInbox, RedisEventInbox>();
        builder.Services.AddSingleton<IMediaSessionStore, RedisMediaSessionStore>();
        var janus = JanusOptions.Read(builder.Configuration);
        builder.Services.AddSingleton(services => new JanusConnection(janus, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<JanusConnection>>()));
        builder.Services.AddSingleton<JanusPeers>();
        builder.Services.AddSingleton<JanusMountpoints>();
        builder.Services.AddSingleton<IMediaPlane>(services => new JanusMediaPlane(
            services.GetRequiredService<JanusConnection>(), services.GetRequiredService<JanusPeers>(), services.GetRequiredService<JanusMountpoints>(), janus, services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<IRecordings>(services => new FolderRecordings(janus?.Recordings, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<FolderRecordings>>()));
        builder.AddServiceClient("gateway");
        builder.Services.AddSingleton<IFollowers>(services => new HttpFollowers(services.ServiceClientOf("gateway")));
        builder.Services.AddWorkers();
        return builder;
    }
}
