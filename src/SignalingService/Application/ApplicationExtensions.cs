using Clockit.SignalingService.Application.Ice;
using Clockit.SignalingService.Application.Lifecycle;
using Clockit.SignalingService.Application.Media;
using Clockit.SignalingService.Application.Presence;
using Clockit.SignalingService.Application.Recordings;
using Clockit.SignalingService.Application.Rooms;

namespace Clockit.SignalingService.Application;

internal static class ApplicationExtensions
{
    /// <summary>Rooms, presence and its upkeep, the lobby, and ICE servers. Configuration that cannot work refuses to start.</summary>
    public static IServiceCollection AddApplication(this IServiceCollection services)
    {
        services.AddOptions<SignalingOptions>().BindConfiguration("Signaling").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<PresenceOptions>().BindConfiguration("Presence").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<IceOptions>()
            .Configure<IConfiguration>((options, configuration) => options.Read(configuration))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddOptions<MediaOptions>().BindConfiguration("Media").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<MediaSessions>();
        services.AddSingleton<WhipIngest>();
        services.AddSingleton<WhepPlayback>();
        services.AddSingleton<MediaCare>();
        services.AddSingleton<RecordingWorker>();
        services.AddSingleton<LocalConnections>();
        services.AddSingleton<LiveRooms>();
        services.AddSingleton<SignalRelay>();
        services.AddSingleton<StreamLifecycle>();
        services.AddSingleton<IceServers>();
        services.AddSingleton<FollowerNotices>();
        services.AddSingleton<HiddenStreams>();
        return services;
    }
}
