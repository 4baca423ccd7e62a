using System.Net;
using System.Text.Json;
using Clockit.ChatService.Application;
using Clockit.ServiceDefaults.Authentication;
using Clockit.ServiceDefaults.Services;

namespace Clockit.ChatService.Infrastructure;

/// <summary>Asks the gateway, where the accounts are.</summary>
internal sealed partial class HttpAccounts(HttpClient http, ILogger<HttpAccounts> logger) : IAccounts, IDisposable
{
    public async Task<bool> IsAdminAsync(Guid userId, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync(new Uri($"api/users/{userId}", UriKind.Relative), cancellationToken);
            if (response.StatusCode == HttpStatusCode.NotFound)
            {
                return false;
            }

            response.EnsureSuccessStatusCode();
            var account = await response.Content.ReadFromJsonAsync<Account>(cancellationToken);
            return account?.Roles?.Contains(ClockitRoles.Admin, StringComparer.Ordinal) is true;
        }
        catch (Exception exception) when (ServiceClient.IsUnavailable(exception, cancellationToken) || exception is JsonException)
        {
            LogUnknown(exception);
            return false;
        }
    }

    public void Dispose() => http.Dispose();

    [LoggerMessage(EventId = 3501, Level = LogLevel.Warning, Message = "The roles of an account that is acted on cannot be asked for; it is taken for no admin's")]
    private partial void LogUnknown(Exception exception);

    private sealed record Account(IReadOnlyList<string>? Roles);
}
