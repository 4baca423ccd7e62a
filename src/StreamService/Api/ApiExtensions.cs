using Clockit.ServiceDefaults.Authentication;
using Clockit.StreamService.Application;

namespace Clockit.StreamService.Api;

internal static class ApiExtensions
{
    public static WebApplicationBuilder AddApi(this WebApplicationBuilder builder)
    {
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddScoped<StreamPresenter>();
        builder.Services.AddScoped<StreamCommands>();
        builder.Services.AddScoped<MediaCommands>();
        builder.Services.AddSingleton(builder.Configuration.GetSection("Media").Get<MediaOptions>() ?? new MediaOptions());
        builder.Services.AddAuthorizationBuilder()
            .AddPolicy(StreamWriteEndpoints.CreatorPolicy, policy => policy.RequireAuthenticatedUser().RequireRole(ClockitRoles.Creator, ClockitRoles.Admin));
        return builder;
    }

    public static void MapApi(this WebApplication app)
    {
        app.MapGroup("/api/live").MapStreamReads().MapStreamWrites();
        app.MapInternal();
    }
}
