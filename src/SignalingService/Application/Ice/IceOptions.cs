using System.ComponentModel.DataAnnotations;

namespace Clockit.SignalingService.Application.Ice;

/// <summary>
/// The configuration sections <c>Stun</c> and <c>Turn</c>. Without both, browsers connect on their own network only.
/// <c>{host}</c> in an address stands for the public origin's host.
/// </summary>
public sealed class IceOptions : IValidatableObject
{
    /// <summary><c>Stun:Urls</c>, for example <c>stun:stun.example.org:3478</c>.</summary>
    public IReadOnlyList<string> StunUrls { get; set; } = [];

    /// <summary><c>Turn:Urls</c>, for example <c>turn:turn.example.org:3478?transport=udp</c>.</summary>
    public IReadOnlyList<string> TurnUrls { get; set; } = [];

    /// <summary><c>Turn:Secret</c>: coturn's <c>static-auth-secret</c>, with <c>use-auth-secret</c>.</summary>
    public string? TurnSecret { get; set; }

    /// <summary><c>Turn:Lifetime</c>: how long a credential lets new allocations be made.</summary>
    public TimeSpan TurnLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// <c>Turn:RelayOnly</c>: viewers in a mesh connect through TURN alone, so that the broadcaster never learns their
    /// addresses. Off unless configured, since the TURN server must then reach every broadcaster, and one on the same
    /// machine may not.
    /// </summary>
    public bool RelayOnly { get; set; }

    /// <summary>Reads the lists as arrays (<c>Turn:Urls:0</c>) or as one value with commas between.</summary>
    public void Read(IConfiguration configuration)
    {
        StunUrls = ReadList(configuration.GetSection("Stun:Urls"));
        TurnUrls = ReadList(configuration.GetSection("Turn:Urls"));
        TurnSecret = configuration["Turn:Secret"];
        RelayOnly = configuration.GetValue("Turn:RelayOnly", defaultValue: false);
        TurnLifetime = configuration.GetValue("Turn:Lifetime", TurnLifetime);
    }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (StunUrls.Any(url => !HasScheme(url, "stun:", "stuns:")))
        {
            yield return new ValidationResult("Stun:Urls must start with stun: or stuns:.", [nameof(StunUrls)]);
        }

        if (TurnUrls.Any(url => !HasScheme(url, "turn:", "turns:")))
        {
            yield return new ValidationResult("Turn:Urls must start with turn: or turns:.", [nameof(TurnUrls)]);
        }

        if (TurnUrls.Count > 0 && string.IsNullOrEmpty(TurnSecret))
        {
            yield return new ValidationResult("Turn:Urls is set, so Turn:Secret must be too.", [nameof(TurnSecret)]);
        }

        if (RelayOnly && TurnUrls.Count == 0)
        {
            yield return new ValidationResult("Turn:RelayOnly needs Turn:Urls.", [nameof(RelayOnly)]);
        }

        if (TurnLifetime < TimeSpan.FromMinutes(1) || TurnLifetime > TimeSpan.FromDays(1))
        {
            yield return new ValidationResult("Turn:Lifetime must be between a minute and a day.", [nameof(TurnLifetime)]);
        }
    }

    private static bool HasScheme(string url, string plain, string secure) =>
        url.StartsWith(plain, StringComparison.Ordinal) || url.StartsWith(secure, StringComparison.Ordinal);

    private static string[] ReadList(IConfigurationSection section) =>
        section.Value is { Length: > 0 } one
            ? one.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : [.. section.GetChildren().Select(child => child.Value).OfType<string>()];
}
