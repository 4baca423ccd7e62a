using System.Net;
using Clockit.ServiceDefaults.Services;

namespace Clockit.Accounts.Infrastructure.Users;

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
internal sealed class StreamHosts(HttpClient http) : IDisposable
{
    /// <summary>Has all streams of an account show its profile. Doing it again changes nothing.</summary>
    public async Task<Delivery> UpdateAsync(Account account, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.PutAsJsonAsync(
                new Uri($"internal/hosts/{account.Id}", UriKind.Relative),
                new { username = account.UserName, displayName = account.DisplayName, avatarUrl = account.AvatarUrl },
                cancellationToken);
            return response.IsSuccessStatusCode ? Delivery.Taken
                : response.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable ? Delivery.Unavailable
                : Delivery.Refused;
        }
        catch (Exception exception) when (ServiceClient.IsUnavailable(exception, cancellationToken))
        {
            return Delivery.Unavailable;
        }
    }

    public void Dispose() => http.Dispose();
}
