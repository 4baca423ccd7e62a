using Clockit.StreamService.Domain;

namespace Clockit.StreamService.Application;

/// <summary>
/// The fields of a stream as a caller sends them. On create, null means the default; on edit, null leaves the field as
/// it is and an empty text or list clears it.
/// </summary>
public sealed record StreamFields(
    string? Title = null,
    string? Description = null,
    string? Category = null,
    IReadOnlyList<string?>? Tags = null,
    string? Visibility = null,
    bool? IsPrivate = null,
    DateTimeOffset? ScheduledFor = null,
    string? ThumbnailUrl = null,
    bool? ChatEnabled = null,
    bool? RecordEnabled = null)
{
    /// <summary>The details that result for a new stream, or for an existing one, or what is wrong with the fields.</summary>
    public (StreamDetails? Details, IReadOnlyDictionary<string, string[]>? Errors) Apply(LiveStream? existing)
    {
        var errors = new FieldErrors();
        var title = Title?.Trim() ?? existing?.Title ?? "";
        errors.Check(title.Length is >= 1 and <= StreamLimits.Title, "title", $"A title has 1 to {StreamLimits.Title} characters.");
        errors.CheckText(title, "title");

        var description = OrNull(Description, existing?.Description);
        errors.Check((description?.Length ?? 0) <= StreamLimits.Description, "description", $"A description has at most {StreamLimits.Description} characters.");
        errors.CheckText(description, "description");

        var category = OrNull(Category, existing?.Category);
        errors.Check((category?.Length ?? 0) <= StreamLimits.Category, "category", $"A category has at most {StreamLimits.Category} characters.");
        errors.CheckText(category, "category");

        IReadOnlyList<string> tags = Tags is null
            ? existing?.Tags ?? []
            : [.. Tags.Select(tag => tag?.Trim() ?? "").Distinct(StringComparer.OrdinalIgnoreCase)];
        errors.Check(tags.Count <= StreamLimits.Tags, "tags", $"A stream has at most {StreamLimits.Tags} tags.");
        errors.Check(tags.All(tag => tag.Length is >= 1 and <= StreamLimits.Tag), "tags", $"A tag has 1 to {StreamLimits.Tag} characters.");
        foreach (var tag in tags)
        {
            errors.CheckText(tag, "tags");
        }

        var thumbnail = OrNull(ThumbnailUrl, existing?.ThumbnailUrl);
        errors.CheckUrl(thumbnail, "thumbnailUrl");

        var visibility = VisibilityOf(existing, errors);
        var scheduledFor = ScheduledFor?.ToUniversalTime() ?? existing?.ScheduledFor;
        return errors.Found is { } found
            ? (null, found)
            : (new StreamDetails(
                title, description, category, tags, visibility, scheduledFor, thumbnail,
                ChatEnabled ?? existing?.ChatEnabled ?? true,
                RecordEnabled ?? existing?.RecordEnabled ?? false), null);
    }

    private Visibility VisibilityOf(LiveStream? existing, FieldErrors errors)
    {
        if (Visibility is not null)
        {
            var named = Names.ToVisibility(Visibility);
            errors.Check(named is not null, "visibility", "A visibility is public, unlisted or private.");
            errors.Check(
                IsPrivate is null || named is null || IsPrivate == (named == Domain.Visibility.Private),
                "isPrivate",
                "isPrivate and visibility contradict each other; send one of them.");
            return named ?? Domain.Visibility.Public;
        }

        return IsPrivate switch
        {
            true => Domain.Visibility.Private,
            false when existing?.Visibility is null or Domain.Visibility.Private => Domain.Visibility.Public,
            _ => existing?.Visibility ?? Domain.Visibility.Public,
        };
    }

    private static string? OrNull(string? sent, string? existing)
    {
        var text = sent is null ? existing : sent.Trim();
        return string.IsNullOrEmpty(text) ? null : text;
    }
}
