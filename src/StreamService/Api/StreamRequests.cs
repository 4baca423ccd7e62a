using System.ComponentModel.DataAnnotations;
using System.Runtime.CompilerServices;
using Clockit.StreamService.Application;
using Clockit.StreamService.Client;
using Clockit.StreamService.Domain;

namespace Clockit.StreamService.Api;

/// <summary>The body of create, and of edit, where what is left out stays as it is and null empties a field.</summary>
public sealed record StreamRequest
{
    private readonly HashSet<string> _sent = new(StringComparer.Ordinal);

    /// <summary>1 to 200 characters after trimming; needed on create.</summary>
    [StringLength(StreamLimits.Title, MinimumLength = 1)]
    public string? Title { get; init => field = Note(value); }

    [MaxLength(StreamLimits.Description)]
    public string? Description { get; init => field = Note(value); }

    [MaxLength(StreamLimits.Category)]
    public string? Category { get; init => field = Note(value); }

    /// <summary>At most 10, of 1 to 30 characters.</summary>
    [MaxLength(StreamLimits.Tags)]
    public IReadOnlyList<string?>? Tags { get; init => field = Note(value); }

    /// <summary>Who finds and sees it: <c>public</c> unless set.</summary>
    [AllowedValues(StreamVisibilities.Public, StreamVisibilities.Unlisted, StreamVisibilities.Private)]
    public string? Visibility { get; init => field = Note(value); }

    /// <summary>Another way to say <c>visibility</c>: true means private.</summary>
    public bool? IsPrivate { get; init => field = Note(value); }

    /// <summary>The announced start, with an offset or Z.</summary>
    public DateTimeOffset? ScheduledFor { get; init => field = Note(value); }

    /// <summary>An absolute http(s) address, shown to clients and never fetched by the server.</summary>
    [Url, MaxLength(StreamLimits.Url)]
    public string? ThumbnailUrl { get; init => field = Note(value); }

    /// <summary>True unless set.</summary>
    public bool? ChatEnabled { get; init => field = Note(value); }

    /// <summary>False unless set.</summary>
    public bool? RecordEnabled { get; init => field = Note(value); }

    internal StreamFields ToFields() => new(
        Field(Title, nameof(Title)), Field(Description, nameof(Description)), Field(Category, nameof(Category)), Field(Tags, nameof(Tags)),
        Field(Visibility, nameof(Visibility)), Field(IsPrivate, nameof(IsPrivate)), Field(ScheduledFor, nameof(ScheduledFor)),
        Field(ThumbnailUrl, nameof(ThumbnailUrl)), Field(ChatEnabled, nameof(ChatEnabled)), Field(RecordEnabled, nameof(RecordEnabled)));

    private Sent<T> Field<T>(T? value, string name) => new(value, _sent.Contains(name));

    /// <summary>A property is only set when its field is in the body.</summary>
    private T Note<T>(T value, [CallerMemberName] string name = "")
    {
        _sent.Add(name);
        return value;
    }
}

/// <summary>The optional body of start.</summary>
/// <param name="PlaybackUrl">Where viewers find media that does not come through here: an absolute http(s) address, never fetched by the server.</param>
public sealed record StartRequest([property: Url, MaxLength(StreamLimits.Url)] string? PlaybackUrl);

/// <summary>The optional body of end.</summary>
/// <param name="RecordingUrl">Where the recording is: an absolute http(s) address, never fetched by the server.</param>
public sealed record EndRequest([property: Url, MaxLength(StreamLimits.Url)] string? RecordingUrl);
