using Aspire.Hosting.Dcp;

namespace Aspire.Hosting;

/// <summary>
/// The Aspire dashboard as a resource, and the settings that make a project send its telemetry there.
/// Its addresses come from the variables that Aspire reads: <c>ASPNETCORE_URLS</c> (pages),
/// <c>ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL</c> (OTLP over gRPC) and <c>ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL</c>.
/// </summary>
internal static class Dashboard
{
    public const string Name = "dashboard";

    private const string PagesKey = "ASPNETCORE_URLS";
    private const string OtlpGrpcKey = "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL";
    private const string OtlpHttpKey = "ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL";
    private const string AnonymousKey = "ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS";

    public static void Add(IDistributedApplicationBuilder builder)
    {
        // The host reads the same variable with its prefix cut off; the plain one is what was set.
        var pages = new Uri(builder.Configuration[PagesKey] ?? "http://127.0.0.1:18888");
        var dashboard = builder
            .AddExecutable(Name, AspireBundle.Locate().Dashboard, AppContext.BaseDirectory, "dashboard")
            .WithEnvironment(PagesKey, pages.GetLeftPart(UriPartial.Authority))
            .WithEnvironment(AnonymousKey, builder.Configuration[AnonymousKey] ?? "false")
            .WithEnvironment("ASPNETCORE_ENVIRONMENT", "Production")
            .WithEndpoint(pages.Port, pages.Port, pages.Scheme, "pages", isProxied: false)
            .WithHttpHealthCheck("/health", endpointName: "pages");
        foreach (var (key, name) in new[] { (OtlpGrpcKey, "otlp-grpc"), (OtlpHttpKey, "otlp-http") })
        {
            if (builder.Configuration[key] is { } address)
            {
                var url = new Uri(address);
                dashboard
                    .WithEnvironment(key, address)
                    .WithEndpoint(url.Port, url.Port, url.Scheme, name, isProxied: false);
            }
        }
    }

    /// <summary>The OpenTelemetry variables of one project; short intervals keep the dashboard fresh.</summary>
    public static IResourceBuilder<ProjectResource> SendTelemetry(IResourceBuilder<ProjectResource> project)
    {
        if (project.ApplicationBuilder.Configuration[OtlpGrpcKey] is not { } endpoint)
        {
            return project;
        }

        return project
            .WithEnvironment("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)
            .WithEnvironment("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
            .WithEnvironment("OTEL_SERVICE_NAME", project.Resource.Name)
            .WithEnvironment("OTEL_BSP_SCHEDULE_DELAY", "1000")
            .WithEnvironment("OTEL_BLRP_SCHEDULE_DELAY", "1000")
            .WithEnvironment("OTEL_METRIC_EXPORT_INTERVAL", "1000")
            .WithEnvironment("OTEL_METRICS_EXEMPLAR_FILTER", "trace_based");
    }
}
