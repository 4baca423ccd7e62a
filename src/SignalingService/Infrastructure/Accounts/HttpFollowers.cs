using System.Globalization;
using System.Net.Http.Json;
using Clockit.ServiceDefaults.Errors;
using Clockit.ServiceDefaults.Streams;
using Clockit.SignalingService.Application.Lifecycle;

namespace Clockit.SignalingService.Infrastructure.Accounts;

/// <summary>Asks the gateway, where the accounts are, over its internal API.</summary>
internal sealed class HttpFollowers : IFollowers, IDisposable
{
    private readonly HttpClient _http;

    public HttpFollowers(string gateway, string serviceKey)
    {
        var handler = new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(1), ConnectTimeout = TimeSpan.FromSeconds(1) };
        _http = new HttpClient(handler) { BaseAddress = new Uri(gateway), Timeout = TimeSpan.FromSeconds(5) };
        _http.DefaultRequestHeaders.Add(StreamDirectoryExtensions.ServiceKeyHeader, serviceKey);
    }

    public async Task<FollowerPage> ReadAsync(Guid hostId, long? after, CancellationToken cancellationToken)
    {
        try
        {
            var query = after is { } cursor ? $"?after={cursor.ToString(CultureInfo.InvariantCulture)}" : "";
            return (await _http.GetFromJsonAsync<FollowerPage>(new Uri($"internal/users/{hostId}/followers{query}", UriKind.Relative), cancellationToken))!;
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new ServiceUnavailableException("The gateway does not answer.", exception);
        }
    }

    public void Dispose() => _http.Dispose();
}
