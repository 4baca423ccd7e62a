using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Clockit.ServiceDefaults.Telemetry;

internal static class TelemetryExtensions
{
    private static readonly string[] Sources = ["Microsoft.AspNetCore.SignalR.Server", "Yarp.ReverseProxy", "MassTransit", "Clockit.*"];
    private static readonly string[] Meters = ["MassTransit", "Clockit.*"];

    /// <summary>
    /// Sends traces, metrics and logs to <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>; without that variable nothing is exported.
    /// The exporter reads the standard <c>OTEL_*</c> variables from the environment. Projects that use a database add its
    /// instrumentation themselves.
    /// </summary>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        // ASP.NET Core then says the path of a request before the sampler decides about it.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", isEnabled: false);
        if (string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            return;
        }

        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });
        builder.Services.AddOpenTelemetry()
            .WithTracing(tracing => tracing
                .SetSampler(new QuietSampler())
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddSource(Sources))
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter(Meters))
            .UseOtlpExporter();
    }
}
