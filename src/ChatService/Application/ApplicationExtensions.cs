using Clockit.ChatService.Application.Feeds;

namespace Clockit.ChatService.Application;

/// <summary>The use cases.</summary>
internal static class ApplicationExtensions
{
    public static void AddApplication(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ChatOptions>()
            .Bind(configuration.GetSection("Chat"))
            .Configure(options => options.LimitsEnabled = configuration.GetValue("Limits:Enabled", options.LimitsEnabled))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<ChatNode>();
        services.AddSingleton<ChatMetrics>();
        services.AddSingleton<ChatRooms>();
        services.AddSingleton<RoomMembership>();
        services.AddSingleton<RoomModeration>();
        services.AddSingleton<ChatMessages>();
        services.AddSingleton<BlockedTermsCache>();
        services.AddSingleton<RoomFeeds>();
        services.AddSingleton<RoomReactions>();
    }
}
