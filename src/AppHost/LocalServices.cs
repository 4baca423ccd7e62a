using Clockit.AppHost.Servers;

namespace Clockit.AppHost;

/// <summary>What the services of one installation have in common.</summary>
internal static class LocalServices
{
    /// <summary>A service behind the gateway: as many instances as were asked for, behind one address.</summary>
    public static IResourceBuilder<ProjectResource> AddService(
        this IDistributedApplicationBuilder builder, string name, string project, LocalSettings settings, LocalData data) =>
        builder.AddProject(name, project)
            .WithLocalDefaults(settings, data)
            .WithHttpEndpoint(name: "http")
            .WithHttpHealthCheck("/health/ready")
            .WithReplicas(settings.Replicas);

    /// <summary>The public origin, the secret that calls between services carry, and whether rates are limited.</summary>
    public static IResourceBuilder<ProjectResource> WithLocalDefaults(
        this IResourceBuilder<ProjectResource> project, LocalSettings settings, LocalData data)
    {
        project
            .WithEnvironment("PublicOrigin", settings.PublicOrigin)
            .WithEnvironment("Internal__ServiceKey", data.Secret("service-key"));
        return settings.HasLimits ? project : project.WithEnvironment("Limits__Enabled", "false");
    }

    /// <summary>The variables that the Aspire dashboard's addresses come from; OTLP stays on free ports of loopback.</summary>
    public static void AddDashboardAddresses(this IDistributedApplicationBuilder builder, LocalSettings settings, LocalData data)
    {
        builder.Configuration["ASPNETCORE_URLS"] = settings.DashboardUrl;
        builder.Configuration["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = $"http://127.0.0.1:{data.Port("otlp-grpc")}";
        builder.Configuration["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"] = $"http://127.0.0.1:{data.Port("otlp-http")}";
        // Only this machine reaches it.
        builder.Configuration["ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS"] = "true";
        builder.Configuration["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true";
    }
}
