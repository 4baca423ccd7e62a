using System.Net;
using System.Text.Json;
using Clockit.ChatService.Application;
using Clockit.ServiceDefaults.Authentication;
using Clockit.ServiceDefaults.Errors;
using Clockit.ServiceDefaults.Services;

namespace Clockit.ChatService.Infrastructure;

/// <summary>Asks the gateway, where the accounts are, in the name of this service: no public limit applies.</summary>
internal sealed class HttpAccounts(HttpClient http) : IAccounts, IDisposable
{
    public async Task<OtherAccount?> FindAsync(Guid userId, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync(new Uri($"internal/users/{userId}", UriKind.Relative), cancellationToken);
            if (response.StatusCode == HttpStatusCode.NotFound)
            {
                return null;
            }

            response.EnsureSuccessStatusCode();
            var account = await response.Content.ReadFromJsonAsync<Account>(cancellationToken);
            return account?.Roles is { } roles
                ? new OtherAccount(account.Username, roles.Contains(ClockitRoles.Admin, StringComparer.Ordinal))
                : throw new JsonException("The answer names no roles.");
        }
        catch (Exception exception) when (ServiceClient.IsUnavailable(exception, cancellationToken) || exception is JsonException)
        {
            throw new ServiceUnavailableException("The roles of an account that is acted on cannot be asked for.", exception);
        }
    }

    public void Dispose() => http.Dispose();

    private sealed record Account(string? Username, IReadOnlyList<string>? Roles);
}
