using Clockit.Accounts.Domain;
using Microsoft.Net.Http.Headers;

namespace Clockit.Accounts.Infrastructure.Authentication;

internal static class RequestCaller
{
    /// <summary>From where and by what a request was sent.</summary>
    public static Session.Caller Of(HttpContext http) => new(http.Request.Headers[HeaderNames.UserAgent].ToString(), ClientAddresses.Show(http.Connection.RemoteIpAddress));
}
