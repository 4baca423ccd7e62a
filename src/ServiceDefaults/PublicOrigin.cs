using Microsoft.Extensions.Configuration;

namespace Clockit.ServiceDefaults;

/// <summary>
/// Where callers reach this installation: the configuration key <c>PublicOrigin</c>, for example
/// <c>https://live.example</c>. Every address that leaves the system, in an answer, an event or a header, is built from
/// it. Nothing that a caller sends (<c>Host</c>, <c>X-Forwarded-Host</c>) takes part in it.
/// </summary>
public sealed class PublicOrigin
{
    /// <summary>The configuration key.</summary>
    public const string Key = "PublicOrigin";

    private const string Default = "http://localhost:8080";

    private PublicOrigin(Uri address) => (Value, Host) = (address.GetLeftPart(UriPartial.Authority), address.Host);

    /// <summary>Scheme, host and port (RFC 6454, section 6.2); no slash at the end.</summary>
    public string Value { get; }

    /// <summary>The host alone, an IPv6 address in brackets.</summary>
    public string Host { get; }

    /// <summary>Reads the key; without it the installation is on this machine at port 8080.</summary>
    /// <exception cref="InvalidOperationException">The value is no origin; the message names the key.</exception>
    public static PublicOrigin Read(IConfiguration configuration)
    {
        var text = configuration[Key] is { Length: > 0 } configured ? configured : Default;
        return Uri.TryCreate(text, UriKind.Absolute, out var address)
            && address is { Scheme: "http" or "https", UserInfo: "", PathAndQuery: "/", Fragment: "" }
            ? new PublicOrigin(address)
            : throw new InvalidOperationException($"{Key} must be the scheme, host and port under which callers reach this installation, such as https://live.example, not '{text}'.");
    }

    /// <summary>The whole address of a path, which starts with a slash.</summary>
    public string AddressOf(string path) => Value + path;

    /// <summary>The whole address of one that is kept as a path, because it is ours; that of somebody else stays as it is.</summary>
    public string? Resolve(string? address) => address is ['/', ..] ? AddressOf(address) : address;
}
