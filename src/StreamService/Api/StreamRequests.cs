using System.ComponentModel.DataAnnotations;
using Clockit.StreamService.Application;
using Clockit.StreamService.Client;
using Clockit.StreamService.Domain;

namespace Clockit.StreamService.Api;

/// <summary>The body of create, and of edit, where what is left out stays as it is.</summary>
/// <param name="Title">1 to 200 characters after trimming; needed on create.</param>
/// <param name="Tags">At most 10, of 1 to 30 characters.</param>
/// <param name="Visibility">Who finds and sees it: <c>public</c> unless set.</param>
/// <param name="IsPrivate">Another way to say <c>visibility</c>: true means private.</param>
/// <param name="ScheduledFor">The announced start.</param>
/// <param name="ThumbnailUrl">An absolute http(s) address, shown to clients and never fetched by the server.</param>
/// <param name="ChatEnabled">True unless set.</param>
/// <param name="RecordEnabled">False unless set.</param>
public sealed record StreamRequest(
    [property: StringLength(StreamLimits.Title, MinimumLength = 1)] string? Title,
    [property: MaxLength(StreamLimits.Description)] string? Description,
    [property: MaxLength(StreamLimits.Category)] string? Category,
    [property: MaxLength(StreamLimits.Tags)] IReadOnlyList<string?>? Tags,
    [property: AllowedValues(StreamVisibilities.Public, StreamVisibilities.Unlisted, StreamVisibilities.Private)] string? Visibility,
    bool? IsPrivate,
    DateTimeOffset? ScheduledFor,
    [property: Url, MaxLength(StreamLimits.Url)] string? ThumbnailUrl,
    bool? ChatEnabled,
    bool? RecordEnabled)
{
    internal StreamFields ToFields() =>
        new(Title, Description, Category, Tags, Visibility, IsPrivate, ScheduledFor, ThumbnailUrl, ChatEnabled, RecordEnabled);
}

/// <summary>The optional body of start.</summary>
/// <param name="PlaybackUrl">Where viewers find media that does not come through here: an absolute http(s) address, never fetched by the server.</param>
public sealed record StartRequest([property: Url, MaxLength(StreamLimits.Url)] string? PlaybackUrl);

/// <summary>The optional body of end.</summary>
/// <param name="RecordingUrl">Where the recording is: an absolute http(s) address, never fetched by the server.</param>
public sealed record EndRequest([property: Url, MaxLength(StreamLimits.Url)] string? RecordingUrl);
