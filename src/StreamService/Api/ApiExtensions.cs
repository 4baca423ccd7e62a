using Clockit.ServiceDefaults.Authentication;
using Clockit.StreamService.Application;

namespace Clockit.StreamService.Api;

internal static class ApiExtensions
{
    public static WebApplicationBuilder AddApi(this WebApplicationBuilder builder)
    {
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, StreamJson.Default));
        builder.Services.AddSingleton<StreamPresenter>();
        builder.Services.AddScoped<StreamCommands>();
        builder.Services.AddScoped<MediaCommands>();
        builder.Services.AddScoped<DeletedHosts>();
        builder.Services.AddSingleton(builder.Configuration.GetSection("Media").Get<InterruptionOptions>() ?? new InterruptionOptions());
        builder.AddListCache();
        builder.Services.AddAuthorizationBuilder()
            .AddPolicy(StreamWriteEndpoints.CreatorPolicy, policy => policy.RequireAuthenticatedUser().RequireRole(ClockitRoles.Creator));
        return builder;
    }

    public static void MapApi(this WebApplication app)
    {
        app.MapGroup("/api/live").WithTags("Streams").MapStreamReads().MapStreamWrites().MapAnalytics();
        app.MapInternal();
    }

    private static void AddListCache(this WebApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSection("Lists").Get<ListOptions>() ?? new ListOptions();
        if (!options.IsValid)
        {
            throw new InvalidOperationException("Lists:CacheFor must be from 0 to 10 seconds.");
        }

        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<ListCache>();
    }
}
