using Clockit.ServiceDefaults.Text;

namespace Clockit.StreamService.Domain;

/// <summary>What a creator says about a stream, already checked against <see cref="StreamLimits"/>.</summary>
public sealed record StreamDetails(
    string Title,
    string? Description,
    string? Category,
    IReadOnlyList<string> Tags,
    Visibility Visibility,
    DateTimeOffset? ScheduledFor,
    string? ThumbnailUrl,
    bool ChatEnabled,
    bool RecordEnabled);

/// <summary>Bounds of the fields, in characters as people count them; an address's in code units.</summary>
public static class StreamLimits
{
    public const int Title = 200;
    public const int Description = 1000;
    public const int Category = 50;
    public const int Tags = 10;
    public const int Tag = 30;
    public const int Url = 2048;

    public static readonly TextRule TitleRule = new(Title);
    public static readonly TextRule DescriptionRule = new(Description, HasLines: true);
    public static readonly TextRule CategoryRule = new(Category);
    public static readonly TextRule TagRule = new(Tag);
}
