using System.Net;
using System.Net.Http.Json;
using Clockit.ServiceDefaults.Streams;

namespace Clockit.Gateway.Infrastructure.Users;

/// <summary>How a call ended.</summary>
internal enum Delivery
{
    Taken,

    /// <summary>This call was refused; another account's may succeed.</summary>
    Refused,

    /// <summary>Nobody answers now.</summary>
    Unavailable,
}

/// <summary>The hosts that StreamService shows on its streams.</summary>
internal sealed class StreamHosts : IDisposable
{
    private readonly HttpClient _http;

    public StreamHosts(string address, string serviceKey)
    {
        var handler = new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(1), PooledConnectionLifetime = TimeSpan.FromMinutes(1) };
        _http = new HttpClient(handler) { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(5) };
        _http.DefaultRequestHeaders.Add(StreamDirectoryExtensions.ServiceKeyHeader, serviceKey);
    }

    /// <summary>Has all streams of an account show its profile. Doing it again changes nothing.</summary>
    public async Task<Delivery> UpdateAsync(Account account, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.PutAsJsonAsync(
                new Uri($"internal/hosts/{account.Id}", UriKind.Relative),
                new { username = account.UserName, displayName = account.DisplayName, avatarUrl = account.AvatarUrl },
                cancellationToken);
            return response.IsSuccessStatusCode ? Delivery.Taken
                : response.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable ? Delivery.Unavailable
                : Delivery.Refused;
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return Delivery.Unavailable;
        }
    }

    public void Dispose() => _http.Dispose();
}
