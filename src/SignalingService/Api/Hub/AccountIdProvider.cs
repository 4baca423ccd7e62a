using Clockit.ServiceDefaults.Authentication;
using Microsoft.AspNetCore.SignalR;

namespace Clockit.SignalingService.Api.Hub;

/// <summary>A hub's user is an account: the <c>sub</c> of its token.</summary>
internal sealed class AccountIdProvider : IUserIdProvider
{
    public static string NameOf(Guid accountId) => accountId.ToString();

    public string? GetUserId(HubConnectionContext connection) => connection.User?.UserId() is { } id ? NameOf(id) : null;
}
