using System.Net;

namespace Clockit.SignalingService.Tests.Support;

/// <summary>Waits until a service says that it and what it depends on are there.</summary>
public static class Readiness
{
    public static async Task WaitAsync(Uri service)
    {
        using var client = new HttpClient { BaseAddress = service, Timeout = TimeSpan.FromSeconds(5) };
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var last = "no answer";
        while (!patience.IsCancellationRequested)
        {
            try
            {
                using var response = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), patience.Token);
                if (response.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }

                last = await response.Content.ReadAsStringAsync(patience.Token);
            }
            catch (HttpRequestException exception)
            {
                last = exception.Message;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None);
        }

        throw new TimeoutException($"{service} did not become ready: {last}");
    }
}
