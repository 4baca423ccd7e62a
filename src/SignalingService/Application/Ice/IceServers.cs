using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Clockit.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace Clockit.SignalingService.Application.Ice;

/// <summary>Hands out STUN and TURN servers.</summary>
public sealed class IceServers(IOptions<IceOptions> options, PublicOrigin origin, TimeProvider time)
{
    /// <summary>What stands for the public origin's host in <c>Stun:Urls</c> and <c>Turn:Urls</c>.</summary>
    private const string HostName = "{host}";

    public TimeSpan Lifetime => options.Value.TurnLifetime;

    /// <summary>A viewer's <c>RTCConfiguration.iceTransportPolicy</c>: <c>relay</c> hides its address, null is the browser's default.</summary>
    public string? ViewerTransportPolicy => options.Value.RelayOnly ? "relay" : null;

    /// <summary>
    /// The servers, empty when none is configured. A TURN credential follows coturn's <c>use-auth-secret</c>
    /// (draft-uberti-behave-turn-rest-00): the user name is the second at which it expires and a random part, the
    /// password its HMAC-SHA1 under the shared secret. It names nobody.
    /// </summary>
    public IReadOnlyList<IceServer> Create()
    {
        var servers = new List<IceServer>();
        if (options.Value.StunUrls is { Count: > 0 } stun)
        {
            servers.Add(new IceServer(Public(stun), Username: null, Credential: null));
        }

        if (options.Value.TurnUrls is { Count: > 0 } turn)
        {
            var expiry = (time.GetUtcNow() + Lifetime).ToUnixTimeSeconds();
            var username = $"{expiry}:{RandomNumberGenerator.GetHexString(16, lowercase: true)}";
            var credential = HMACSHA1.HashData(Encoding.UTF8.GetBytes(options.Value.TurnSecret!), Encoding.UTF8.GetBytes(username));
            servers.Add(new IceServer(Public(turn), username, Convert.ToBase64String(credential)));
        }

        return servers;
    }

    private string[] Public(IReadOnlyList<string> urls) => [.. urls.Select(url => url.Replace(HostName, origin.Host, StringComparison.Ordinal))];
}

/// <summary>As a browser's <c>RTCIceServer</c> (WebRTC 1.0, section 4.2.2).</summary>
public sealed record IceServer(
    IReadOnlyList<string> Urls,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Username,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Credential);
