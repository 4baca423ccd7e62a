using Clockit.Messaging.Bus;
using Clockit.Messaging.Database;
using Clockit.ServiceDefaults.Health;
using Clockit.ServiceDefaults.Services;
using Clockit.StreamService.Application;
using Clockit.StreamService.Infrastructure.Consumers;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Clockit.StreamService.Infrastructure;

internal static class InfrastructureExtensions
{
    /// <summary>Postgres, the outbox and the bus.</summary>
    public static WebApplicationBuilder AddInfrastructure(this WebApplicationBuilder builder)
    {
        var connectionString = builder.Configuration.GetConnectionString("streams")
            ?? throw new InvalidOperationException("ConnectionStrings:streams is not set.");
        builder.Services.AddSingleton(_ => CreateDataSource(connectionString));
        builder.Services.AddDbContextPool<StreamDbContext>((services, options) =>
            options.UseNpgsql(services.GetRequiredService<NpgsqlDataSource>()));
        builder.Services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddNpgsql());
        builder.Services.ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddNpgsqlInstrumentation());
        builder.Services.AddHealthChecks().AddCheck<DatabaseHealthCheck>("database", tags: [HealthExtensions.ReadyTag]);
        builder.Services.AddScoped<IStreamStore, StreamStore>();
        builder.Services.AddSingleton<SearchGate>();
        builder.Services.AddSingleton<IStreamQueries, StreamQueries>();
        builder.Services.AddSingleton<IStreamAnalytics, StreamAnalytics>();
        builder.AddServiceClient("chat-service").AddServiceClient("signaling-service");
        builder.Services.AddSingleton<IChatCounts>(services => new HttpChatCounts(services.ServiceClientOf("chat-service"), services.GetRequiredService<ILogger<HttpChatCounts>>()));
        builder.Services.AddSingleton<IMediaAccess>(services => new HttpMediaAccess(services.ServiceClientOf("signaling-service"), services.GetRequiredService<ILogger<HttpMediaAccess>>()));
        builder.Services.AddSingleton<IStreamKeys, StreamKeys>();
        builder.Services.AddSingleton<StreamListVersion>();
        // The trigger of the table streams notifies it: streams that other nodes changed.
        builder.Services.AddSingleton(services => new Notification("streams_changed", services.GetRequiredService<StreamListVersion>().Advance));
        builder.AddOutbox();
        builder.Services.AddWorkers();
        builder.Services.AddSingleton(IdempotentRequest.CleanUp);
        builder.Services.AddSingleton(ViewerSamples.CleanUp);
        builder.AddEventConsumers("stream-service", [typeof(ViewerCountConsumer)]);
        return builder;
    }

    // The same few statements over and over: prepared by themselves from the second time on.
    private static NpgsqlDataSource CreateDataSource(string connectionString)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        builder.ConnectionStringBuilder.MaxAutoPrepare = 50;
        builder.ConnectionStringBuilder.AutoPrepareMinUsages = 2;
        return builder.Build();
    }
}
