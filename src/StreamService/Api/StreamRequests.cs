using Clockit.StreamService.Application;

namespace Clockit.StreamService.Api;

/// <summary>The body of create, and of edit, where what is left out stays as it is.</summary>
public sealed record StreamRequest(
    string? Title,
    string? Description,
    string? Category,
    IReadOnlyList<string?>? Tags,
    string? Visibility,
    bool? IsPrivate,
    DateTimeOffset? ScheduledFor,
    string? ThumbnailUrl,
    bool? ChatEnabled,
    bool? RecordEnabled)
{
    internal StreamFields ToFields() =>
        new(Title, Description, Category, Tags, Visibility, IsPrivate, ScheduledFor, ThumbnailUrl, ChatEnabled, RecordEnabled);
}

/// <summary>The optional body of start.</summary>
public sealed record StartRequest(string? PlaybackUrl);

/// <summary>The optional body of end.</summary>
public sealed record EndRequest(string? RecordingUrl);
