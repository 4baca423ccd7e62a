using System.Security.Cryptography;
using System.Text;
using Clockit.ServiceDefaults.Http;
using Clockit.SignalingService.Domain;

namespace Clockit.SignalingService.Api.Http;

/// <summary>
/// As which device an anonymous caller of the HTTP API is counted: the <c>deviceId</c> of its body, or the header
/// <c>X-Device-Id</c>, or, for callers that name none, a fingerprint of address and user agent, so that repeating a call
/// counts nobody twice and a DELETE finds what a POST began.
/// </summary>
internal sealed class DeviceIdentity(IConfiguration configuration)
{
    public const string Header = "X-Device-Id";

    /// <summary>Keyed, so that what is stored tells nothing about addresses.</summary>
    private readonly byte[] _key = Encoding.UTF8.GetBytes(configuration["Internal:ServiceKey"] ?? "");

    /// <summary>The device id, or null when the caller names one that is not valid.</summary>
    public string? Find(HttpContext context, string? named)
    {
        named ??= context.Request.Headers[Header].FirstOrDefault();
        return named is null ? Fingerprint(context) : ViewerKey.IsDeviceId(named) ? named : null;
    }

    /// <summary>From where the caller comes, as a keyed hash of what limits take for one caller.</summary>
    public string AddressOf(HttpContext context) => Hash($"address\n{context.CallerNetwork()}")[..24];

    private string Fingerprint(HttpContext context) => $"~{Hash($"{Forwarded(context)}\n{context.Request.Headers.UserAgent}")}";

    // The gateway removes what clients send under this name and writes the address that it sees.
    private static string? Forwarded(HttpContext context) =>
        context.Request.Headers[CallerAddress.Header].FirstOrDefault() ?? context.Connection.RemoteIpAddress?.ToString();

    private string Hash(string told) => Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(told)));
}
