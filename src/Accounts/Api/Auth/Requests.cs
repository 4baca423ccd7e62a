using Clockit.Accounts.Domain;
using Microsoft.Net.Http.Headers;

namespace Clockit.Accounts.Api.Auth;

/// <summary>From where and by what a request was sent.</summary>
internal static class Requests
{
    /// <summary>What limits count by.</summary>
    public static string AddressOf(HttpContext http) => ClientAddresses.Group(http.Connection.RemoteIpAddress);

    public static Session.Caller CallerOf(HttpContext http) => new(http.Request.Headers[HeaderNames.UserAgent].ToString(), ClientAddresses.Show(http.Connection.RemoteIpAddress));
}
