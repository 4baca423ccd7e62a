using Clockit.ServiceDefaults.Workers;
using Clockit.SignalingService.Application.Lifecycle;
using Clockit.SignalingService.Application.Media;
using Clockit.SignalingService.Application.Presence;
using Clockit.SignalingService.Application.Recordings;
using Clockit.SignalingService.Application.Rooms;
using Clockit.SignalingService.Infrastructure.Messaging;

namespace Clockit.SignalingService.Infrastructure;

/// <summary>All that the service does by itself, apart from calls and events.</summary>
internal static class Workers
{
    public static void AddWorkers(this IServiceCollection services)
    {
        services.AddWorker<MediaCare>((care, stop) => care.RunAsync(stop));
        services.AddWorker<RecordingWorker>((recordings, stop) => recordings.RunAsync(stop));
        services.AddWorker<FollowerNotices>((notices, stop) => notices.RunAsync(stop));
        services.AddWorker<HiddenStreams>((hidden, stop) => hidden.RunAsync(stop));
        services.AddWorker<PresenceUpkeep>((upkeep, stop) => upkeep.RunAsync(stop), (upkeep, _) => upkeep.RetireAsync());
        services.AddWorker<LostBroadcastReports>((reports, stop) => reports.RunAsync(stop));
        services.AddWorker<RoomViewerCounts>((counts, stop) => counts.RunAsync(stop));
        services.AddWorker<BusViewerCounts>((counts, stop) => counts.RunAsync(stop));
    }
}
