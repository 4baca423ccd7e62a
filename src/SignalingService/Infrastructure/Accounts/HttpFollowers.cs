using System.Globalization;
using System.Text.Json;
using Clockit.ServiceDefaults.Errors;
using Clockit.ServiceDefaults.Services;
using Clockit.SignalingService.Application.Lifecycle;

namespace Clockit.SignalingService.Infrastructure.Accounts;

/// <summary>Asks the gateway, where the accounts are, over its internal API.</summary>
internal sealed class HttpFollowers(HttpClient http) : IFollowers, IDisposable
{
    public async Task<FollowerPage> ReadAsync(Guid hostId, long? after, CancellationToken cancellationToken)
    {
        try
        {
            var query = after is { } cursor ? $"?after={cursor.ToString(CultureInfo.InvariantCulture)}" : "";
            return (await http.GetFromJsonAsync<FollowerPage>(new Uri($"internal/users/{hostId}/followers{query}", UriKind.Relative), cancellationToken))!;
        }
        catch (Exception exception) when (ServiceClient.IsUnavailable(exception, cancellationToken) || exception is JsonException)
        {
            throw new ServiceUnavailableException("The gateway does not answer.", exception);
        }
    }

    public void Dispose() => http.Dispose();
}
