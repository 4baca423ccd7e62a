using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Orchestration;

/// <summary>Asks the health checks of a resource about one instance of it.</summary>
internal sealed class HealthProbe(HealthCheckService checks)
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
    {
        Timeout = TimeSpan.FromSeconds(5),
    };

    public async Task<HealthStatus> AskAsync(IResource resource, IReadOnlyDictionary<string, int> targetPorts, CancellationToken cancellationToken)
    {
        foreach (var check in resource.Annotations.OfType<HttpHealthCheckAnnotation>())
        {
            var endpoint = check.EndpointName ?? resource.Annotations.OfType<EndpointAnnotation>().First(e => e.UriScheme == "http").Name;
            if (!await AnswersAsync(targetPorts[endpoint], check, cancellationToken))
            {
                return HealthStatus.Unhealthy;
            }
        }

        var keys = resource.Annotations.OfType<HealthCheckAnnotation>().Select(a => a.Key).ToHashSet(StringComparer.Ordinal);
        if (keys.Count == 0)
        {
            return HealthStatus.Healthy;
        }

        var report = await checks.CheckHealthAsync(registration => keys.Contains(registration.Name), cancellationToken);
        return report.Status;
    }

    private static async Task<bool> AnswersAsync(int port, HttpHealthCheckAnnotation check, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await Http.GetAsync(new Uri($"http://127.0.0.1:{port}{check.Path}"), cancellationToken);
            return (int)response.StatusCode == check.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }
}
