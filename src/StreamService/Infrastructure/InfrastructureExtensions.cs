using Clockit.Outbox;
using Clockit.ServiceDefaults.Health;
using Clockit.ServiceDefaults.Messaging;
using Clockit.StreamService.Application;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Clockit.StreamService.Infrastructure;

internal static class InfrastructureExtensions
{
    /// <summary>Postgres, the outbox and the bus.</summary>
    public static WebApplicationBuilder AddInfrastructure(this WebApplicationBuilder builder)
    {
        var connectionString = builder.Configuration.GetConnectionString("streams")
            ?? throw new InvalidOperationException("ConnectionStrings:streams is not set.");
        builder.Services.AddSingleton(_ => new NpgsqlDataSourceBuilder(connectionString).Build());
        builder.Services.AddDbContextPool<StreamDbContext>((services, options) =>
            options.UseNpgsql(services.GetRequiredService<NpgsqlDataSource>()));
        builder.Services.AddHealthChecks().AddCheck<DatabaseHealthCheck>("database", tags: [HealthExtensions.ReadyTag]);
        builder.Services.AddScoped<IStreamStore, StreamStore>();
        builder.Services.AddScoped<IStreamQueries, StreamQueries>();
        builder.Services.AddSingleton<IStreamKeys, StreamKeys>();
        builder.Services.AddHostedService<GracePeriodWorker>();
        builder.AddOutbox();
        builder.AddEventConsumers("stream-service", typeof(ViewerCountConsumer));
        return builder;
    }
}
