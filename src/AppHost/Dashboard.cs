using Clockit.AppHost.Servers;

namespace Clockit.AppHost;

/// <summary>Where Aspire's dashboard listens, and whom it lets in.</summary>
internal static class Dashboard
{
    /// <summary>
    /// The variables that Aspire reads. Telemetry goes to ports of loopback and carries a key, and so does the
    /// dashboard's own call for the resources. The pages ask for a token unless they are on loopback only.
    /// </summary>
    public static void AddDashboard(this IDistributedApplicationBuilder builder, LocalSettings settings, LocalData data)
    {
        var configuration = builder.Configuration;
        configuration["ASPNETCORE_URLS"] = settings.DashboardUrl;
        configuration["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = $"http://127.0.0.1:{data.Port("otlp-grpc")}";
        configuration["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"] = $"http://127.0.0.1:{data.Port("otlp-http")}";
        configuration["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true";
        configuration["ASPIRE_DASHBOARD_TELEMETRY_OPTOUT"] ??= "true";
        // The version is the repository's business, not the dashboard's.
        configuration["ASPIRE_VERSION_CHECK_DISABLED"] ??= "true";
        configuration["AppHost:DashboardApplicationName"] = "Clockit Live";
        // Nothing here speaks https.
        configuration["ASPIRE_DEVELOPER_CERTIFICATE_DEFAULT_TRUST"] ??= "false";
        configuration["AppHost:BrowserToken"] = settings.DashboardToken;
    }
}
