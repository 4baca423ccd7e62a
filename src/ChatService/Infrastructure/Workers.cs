using Clockit.ChatService.Application;
using Clockit.ChatService.Application.Feeds;
using Clockit.ServiceDefaults.Workers;

namespace Clockit.ChatService.Infrastructure;

/// <summary>All that the service does by itself, apart from calls and events.</summary>
internal static class Workers
{
    public static void AddWorkers(this IServiceCollection services)
    {
        services.AddWorker<RoomFeeds>((feeds, stop) => feeds.RunAsync(stop), (feeds, _) => feeds.CloseAllAsync());
        services.AddWorker<RoomReactions>((reactions, stop) => reactions.RunAsync(stop), (reactions, _) => reactions.FlushAsync());
        services.AddWorker<RedisDeletedAccounts>((deleted, stop) => deleted.RunAsync(stop));
        services.AddWorker<ModerationOutbox>((outbox, stop) => outbox.RunAsync(stop));
    }
}
