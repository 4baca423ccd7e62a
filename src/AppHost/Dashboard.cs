using Aspire.Hosting.Eventing;
using Aspire.Hosting.Lifecycle;
using Clockit.AppHost.Servers;
using Clockit.AppHost.Supervision;
using Microsoft.Extensions.DependencyInjection;

namespace Clockit.AppHost;

/// <summary>Where Aspire's dashboard listens, and whom it lets in.</summary>
internal static class Dashboard
{
    /// <summary>
    /// The variables that Aspire reads. Telemetry goes to ports of loopback and carries a key, and so does the
    /// dashboard's own call for the resources. The pages ask for a token unless they are on loopback only; there they
    /// answer to the names of loopback alone, so that no page of another site reaches them through a name of its own.
    /// </summary>
    public static void AddDashboard(this IDistributedApplicationBuilder builder, LocalSettings settings, LocalData data)
    {
        var configuration = builder.Configuration;
        configuration["ASPNETCORE_URLS"] = $"http://{settings.DashboardHost}:{settings.DashboardPort}";
        configuration["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = $"http://127.0.0.1:{data.Port("otlp-grpc")}";
        configuration["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"] = $"http://127.0.0.1:{data.Port("otlp-http")}";
        configuration["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true";
        configuration["ASPIRE_DASHBOARD_TELEMETRY_OPTOUT"] ??= "true";
        // Which version of Aspire runs is the repository's business.
        configuration["ASPIRE_VERSION_CHECK_DISABLED"] ??= "true";
        // Nothing here speaks https.
        configuration["ASPIRE_DEVELOPER_CERTIFICATE_DEFAULT_TRUST"] ??= "false";
        configuration["AppHost:DashboardApplicationName"] = "Clockit Live";
        configuration["AppHost:BrowserToken"] = settings.DashboardToken;
        builder.Services.AddSingleton(new RunsOnLoopback(LocalSettings.IsLoopback(settings.DashboardHost)));
        builder.Services.AddEventingSubscriber<Resource>();
    }

    /// <summary>Aspire adds the dashboard's resource as it starts; this one changes it after that.</summary>
    private sealed class Resource(RunsOnLoopback loopback) : IDistributedApplicationEventingSubscriber
    {
        public Task SubscribeAsync(IDistributedApplicationEventing eventing, DistributedApplicationExecutionContext context, CancellationToken cancellationToken)
        {
            eventing.Subscribe<BeforeStartEvent>((started, _) =>
            {
                if (started.Model.Resources.SingleOrDefault(r => r.Name == ResourceInstances.AspireDashboard) is not { } dashboard)
                {
                    return Task.CompletedTask;
                }

                // With Aspire's commands, which this annotation takes away, a dashboard that crashes comes back.
                foreach (var excluded in dashboard.Annotations.Where(a => a.GetType().Name == "ExcludeLifecycleCommandsAnnotation").ToList())
                {
                    dashboard.Annotations.Remove(excluded);
                }

                if (loopback.Only)
                {
                    dashboard.Annotations.Add(new EnvironmentCallbackAnnotation("AllowedHosts", () => "localhost;127.0.0.1;[::1]"));
                }

                return Task.CompletedTask;
            });
            return Task.CompletedTask;
        }
    }

    internal sealed record RunsOnLoopback(bool Only);
}
