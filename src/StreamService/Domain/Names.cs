namespace Clockit.StreamService.Domain;

/// <summary>States and visibilities as the contract writes them.</summary>
public static class Names
{
    public static string ToName(this StreamStatus status) => status switch
    {
        StreamStatus.Upcoming => "upcoming",
        StreamStatus.Live => "live",
        StreamStatus.Interrupted => "interrupted",
        StreamStatus.Ended => "ended",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, message: null),
    };

    public static string ToName(this Visibility visibility) => visibility switch
    {
        Visibility.Public => "public",
        Visibility.Unlisted => "unlisted",
        Visibility.Private => "private",
        _ => throw new ArgumentOutOfRangeException(nameof(visibility), visibility, message: null),
    };

    public static Visibility? ToVisibility(string name) => name switch
    {
        "public" => Visibility.Public,
        "unlisted" => Visibility.Unlisted,
        "private" => Visibility.Private,
        _ => null,
    };
}
