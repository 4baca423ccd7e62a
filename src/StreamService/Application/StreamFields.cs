using Clockit.StreamService.Domain;

namespace Clockit.StreamService.Application;

/// <summary>A field of a request: absent, or sent, with null for what is to be empty.</summary>
public readonly record struct Sent<T>(T? Value, bool IsSent)
{
    /// <summary>What was sent, or what is there already.</summary>
    public T? Or(T? existing) => IsSent ? Value : existing;
}

/// <summary>
/// The fields of a stream as a caller sends them. One that is absent has its default on create and stays as it is on
/// edit; null and an empty text or list empty it.
/// </summary>
public sealed record StreamFields(
    Sent<string> Title = default,
    Sent<string> Description = default,
    Sent<string> Category = default,
    Sent<IReadOnlyList<string?>> Tags = default,
    Sent<string> Visibility = default,
    Sent<bool?> IsPrivate = default,
    Sent<DateTimeOffset?> ScheduledFor = default,
    Sent<string> ThumbnailUrl = default,
    Sent<bool?> ChatEnabled = default,
    Sent<bool?> RecordEnabled = default)
{
    /// <summary>The details that result for a new stream, or for an existing one, or what is wrong with the fields.</summary>
    public (StreamDetails? Details, IReadOnlyDictionary<string, string[]>? Errors) Apply(LiveStream? existing)
    {
        var errors = new FieldErrors();
        var title = Title.IsSent ? errors.Read(StreamLimits.TitleRule, Title.Value, "title") : existing?.Title;
        errors.Check(title is not null, "title", $"A title has 1 to {StreamLimits.Title} characters.");
        var description = Description.IsSent ? errors.Read(StreamLimits.DescriptionRule, Description.Value, "description") : existing?.Description;
        var category = Category.IsSent ? errors.Read(StreamLimits.CategoryRule, Category.Value, "category") : existing?.Category;
        var thumbnail = ThumbnailUrl.IsSent ? ThumbnailUrl.Value?.Trim(' ') is { Length: > 0 } sent ? sent : null : existing?.ThumbnailUrl;
        errors.CheckUrl(ThumbnailUrl.IsSent ? thumbnail : null, "thumbnailUrl");
        var tags = ReadTags(existing, errors);
        var visibility = VisibilityOf(existing, errors);
        return errors.Found is { } found
            ? (null, found)
            : (new StreamDetails(
                title!, description, category, tags, visibility, ScheduledFor.Or(existing?.ScheduledFor), thumbnail,
                ChatEnabled.IsSent ? ChatEnabled.Value ?? true : existing?.ChatEnabled ?? true,
                RecordEnabled.IsSent ? RecordEnabled.Value ?? false : existing?.RecordEnabled ?? false), null);
    }

    private IReadOnlyList<string> ReadTags(LiveStream? existing, FieldErrors errors)
    {
        if (!Tags.IsSent)
        {
            return existing?.Tags ?? [];
        }

        var tags = (Tags.Value ?? []).Select(tag => errors.Read(StreamLimits.TagRule, tag, "tags")).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        errors.Check(tags.Count <= StreamLimits.Tags, "tags", $"A stream has at most {StreamLimits.Tags} tags.");
        errors.Check(errors.Found?.ContainsKey("tags") is true || tags.All(tag => tag is not null), "tags", $"A tag has 1 to {StreamLimits.Tag} characters.");
        return [.. tags.OfType<string>()];
    }

    private Visibility VisibilityOf(LiveStream? existing, FieldErrors errors)
    {
        if (Visibility.Value is { } name)
        {
            var named = Names.ToVisibility(name);
            errors.Check(named is not null, "visibility", "A visibility is public, unlisted or private.");
            errors.Check(
                IsPrivate.Value is null || named is null || IsPrivate.Value == (named == Domain.Visibility.Private),
                "isPrivate",
                "isPrivate and visibility contradict each other; send one of them.");
            return named ?? Domain.Visibility.Public;
        }

        return IsPrivate.Value switch
        {
            true => Domain.Visibility.Private,
            false when existing?.Visibility is null or Domain.Visibility.Private => Domain.Visibility.Public,
            false => existing!.Visibility,
            // Null is the default again.
            null when Visibility.IsSent || IsPrivate.IsSent => Domain.Visibility.Public,
            null => existing?.Visibility ?? Domain.Visibility.Public,
        };
    }
}
