using Clockit.ChatService.Application.Feeds;

namespace Clockit.ChatService.Application;

/// <summary>The use cases.</summary>
internal static class ApplicationExtensions
{
    public static void AddApplication(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        builder.Services.AddOptions<ChatOptions>()
            .Bind(configuration.GetSection("Chat"))
            .Configure(options => options.LimitsEnabled = configuration.GetValue("Limits:Enabled", options.LimitsEnabled))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton<ChatNode>();
        builder.Services.AddSingleton<ChatMetrics>();
        builder.Services.AddSingleton<RoomDirectory>();
        builder.Services.AddSingleton<RoomMembership>();
        builder.Services.AddSingleton<RoomModeration>();
        builder.Services.AddSingleton<ChatMessages>();
        builder.Services.AddSingleton<BlockedTermsCache>();
        builder.Services.AddSingleton<RoomFeeds>();
        builder.Services.AddHostedService(services => services.GetRequiredService<RoomFeeds>());
        builder.Services.AddSingleton<RoomReactions>();
        builder.Services.AddHostedService(services => services.GetRequiredService<RoomReactions>());
    }
}
