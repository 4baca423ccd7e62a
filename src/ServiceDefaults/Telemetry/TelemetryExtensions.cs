using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;

namespace Clockit.ServiceDefaults.Telemetry;

internal static class TelemetryExtensions
{
    /// <summary>
    /// Sends traces, metrics and logs to <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>; without that variable nothing is exported.
    /// The exporter reads the standard <c>OTEL_*</c> variables from the environment.
    /// </summary>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        // ASP.NET Core then fills in the attributes of OpenTelemetry's HTTP conventions itself.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", isEnabled: false);
        if (string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            return;
        }

        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
            logging.SetResourceBuilder(ResourceBuilder.CreateDefault());
            logging.AddOtlpExporter();
        });
        builder.Services.AddHostedService<TelemetryProviders>();
    }
}
