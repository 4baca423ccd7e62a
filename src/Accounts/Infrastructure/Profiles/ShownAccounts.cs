using System.Net;
using Clockit.Accounts.Application;
using Clockit.Accounts.Domain;
using Clockit.ServiceDefaults.Services;

namespace Clockit.Accounts.Infrastructure.Profiles;

/// <summary>How a call ended.</summary>
internal enum Delivery
{
    Taken,

    /// <summary>This call was refused; another account's may succeed.</summary>
    Refused,

    /// <summary>Nobody answers now.</summary>
    Unavailable,
}

/// <summary>What the services show of accounts: StreamService on its streams, ChatService on its messages.</summary>
internal sealed class ShownAccounts(HttpClient streams, HttpClient chat, AvatarAddresses avatars) : IDisposable
{
    /// <summary>Has all streams of an account show its profile. Doing it again changes nothing.</summary>
    public Task<Delivery> UpdateAsync(Account account, CancellationToken cancellationToken) => SendAsync(
        streams, HttpMethod.Put, $"internal/hosts/{account.Id}", new { username = account.Username, displayName = account.DisplayName, avatarUrl = avatars.Of(account) }, cancellationToken);

    /// <summary>Ends the streams of a deleted account, and has streams and messages show nobody. Doing it again changes nothing.</summary>
    public async Task<Delivery> DeleteAsync(Guid accountId, CancellationToken cancellationToken)
    {
        var outcome = await SendAsync(streams, HttpMethod.Delete, $"internal/hosts/{accountId}", body: null, cancellationToken);
        return outcome == Delivery.Taken ? await SendAsync(chat, HttpMethod.Delete, $"internal/accounts/{accountId}", body: null, cancellationToken) : outcome;
    }

    public void Dispose()
    {
        streams.Dispose();
        chat.Dispose();
    }

    private static async Task<Delivery> SendAsync(HttpClient http, HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body is null ? null : JsonContent.Create(body) };
            using var response = await http.SendAsync(request, cancellationToken);
            return response.IsSuccessStatusCode ? Delivery.Taken
                : response.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable ? Delivery.Unavailable
                : Delivery.Refused;
        }
        catch (Exception exception) when (ServiceClient.IsUnavailable(exception, cancellationToken))
        {
            return Delivery.Unavailable;
        }
    }
}
