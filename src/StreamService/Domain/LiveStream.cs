using Clockit.Contracts;

namespace Clockit.StreamService.Domain;

/// <summary>
/// A stream and its life. Every change of status happens here and nowhere else; each yields the event that tells of it.
/// </summary>
public sealed class LiveStream : IPublicStream
{
    private LiveStream()
    {
    }

    public Guid Id { get; private set; }

    public Guid HostId { get; private set; }

    public string HostUsername { get; private set; } = "";

    public string HostDisplayName { get; private set; } = "";

    public string? HostAvatarUrl { get; private set; }

    public string Title { get; private set; } = "";

    public string? Description { get; private set; }

    public string? Category { get; private set; }

    public string[] Tags { get; private set; } = [];

    public StreamStatus Status { get; private set; }

    public Visibility Visibility { get; private set; }

    public DateTimeOffset? ScheduledFor { get; private set; }

    public DateTimeOffset? StartedAt { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>One of <see cref="EndReasons"/> once ended.</summary>
    public string? EndReason { get; private set; }

    /// <summary>While interrupted: when the stream ends unless media returns.</summary>
    public DateTimeOffset? GraceEndsAt { get; private set; }

    /// <summary>While live and nothing has arrived: when the stream ends unless media comes. Null where its creator brings media by an address of their own.</summary>
    public DateTimeOffset? MediaDueAt { get; private set; }

    public string? PlaybackUrl { get; private set; }

    public string? RecordingUrl { get; private set; }

    public string? ThumbnailUrl { get; private set; }

    public bool ChatEnabled { get; private set; }

    public bool RecordEnabled { get; private set; }

    public int ViewerCount { get; private set; }

    public int PeakViewers { get; private set; }

    public int TotalViews { get; private set; }

    /// <summary>The sequence of the newest <see cref="ViewerCountChanged"/> that was applied.</summary>
    public long ViewerSequence { get; private set; }

    /// <summary>The sequence of the newest lifecycle event.</summary>
    public long EventSequence { get; private set; }

    /// <summary>Keyed hash of the stream key, by which a publish finds the stream.</summary>
    public byte[] StreamKeyHash { get; private set; } = [];

    /// <summary>The stream key, encrypted, so that its creator can see it again.</summary>
    public byte[] StreamKeyCipher { get; private set; } = [];

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>Counts the changes by the creator and of the status; the ETag.</summary>
    public int Version { get; private set; }

    public bool IsLive => Status is StreamStatus.Live or StreamStatus.Interrupted;

    public StreamHost Host => new(HostId, HostUsername, HostDisplayName, HostAvatarUrl);

    private string VisibilityName => Visibility.ToName();

    /// <summary>A new stream, not live yet.</summary>
    public static (LiveStream Stream, LiveScheduled Event) Create(StreamHost host, StreamDetails details, ProtectedStreamKey key, DateTimeOffset now)
    {
        var stream = new LiveStream
        {
            Id = Guid.CreateVersion7(now),
            Status = StreamStatus.Upcoming,
            CreatedAt = now,
        };
        stream.SetHost(host);
        stream.SetDetails(details);
        stream.SetKey(key);
        stream.Touch(now);
        return (stream, new LiveScheduled
        {
            EventId = Guid.CreateVersion7(now),
            StreamId = stream.Id,
            Sequence = stream.NextSequence(),
            OccurredAt = now,
            Title = stream.Title,
            Host = stream.Host,
            Visibility = stream.VisibilityName,
            ScheduledFor = stream.ScheduledFor,
        });
    }

    /// <summary>Upcoming → live.</summary>
    /// <param name="mediaWithin">How long media may take to arrive; null when it is there.</param>
    public (LiveStarted? Event, StreamError? Error) Start(StreamHost? host, string? playbackUrl, DateTimeOffset now, TimeSpan? mediaWithin = null)
    {
        if (IsLive)
        {
            return (null, StreamError.AlreadyLive);
        }

        if (Status == StreamStatus.Ended)
        {
            return (null, StreamError.AlreadyEnded);
        }

        Status = StreamStatus.Live;
        StartedAt = now;
        PlaybackUrl = playbackUrl ?? PlaybackUrl;
        MediaDueAt = PlaybackUrl is null ? now + mediaWithin : null;
        if (host is not null)
        {
            SetHost(host);
        }

        Touch(now);
        return (new LiveStarted
        {
            EventId = Guid.CreateVersion7(now),
            StreamId = Id,
            Sequence = NextSequence(),
            OccurredAt = now,
            Title = Title,
            Host = Host,
            Visibility = VisibilityName,
            StartedAt = now,
            ChatEnabled = ChatEnabled,
            RecordEnabled = RecordEnabled,
        }, null);
    }

    /// <summary>Live → interrupted: the media stopped. Null when there is nothing to interrupt.</summary>
    public LiveInterrupted? Interrupt(TimeSpan gracePeriod, DateTimeOffset now)
    {
        if (Status != StreamStatus.Live)
        {
            return null;
        }

        Status = StreamStatus.Interrupted;
        MediaDueAt = null;
        GraceEndsAt = now + gracePeriod;
        Touch(now);
        return new LiveInterrupted
        {
            EventId = Guid.CreateVersion7(now),
            StreamId = Id,
            Sequence = NextSequence(),
            OccurredAt = now,
            Visibility = VisibilityName,
            EndsAt = GraceEndsAt.Value,
        };
    }

    /// <summary>Interrupted → live: the media returned. Null when the stream is not interrupted.</summary>
    public LiveResumed? Resume(DateTimeOffset now)
    {
        if (Status != StreamStatus.Interrupted)
        {
            return null;
        }

        Status = StreamStatus.Live;
        GraceEndsAt = null;
        Touch(now);
        return new LiveResumed
        {
            EventId = Guid.CreateVersion7(now),
            StreamId = Id,
            Sequence = NextSequence(),
            OccurredAt = now,
            Visibility = VisibilityName,
        };
    }

    /// <summary>The media of a stream that was started without it arrived. False when it was there already.</summary>
    public bool Receive(DateTimeOffset now)
    {
        if (MediaDueAt is null)
        {
            return false;
        }

        MediaDueAt = null;
        Touch(now);
        return true;
    }

    /// <summary>Live or interrupted → ended.</summary>
    public (LiveEnded? Event, StreamError? Error) End(string reason, string? recordingUrl, DateTimeOffset now)
    {
        if (!IsLive)
        {
            return (null, Status == StreamStatus.Ended ? StreamError.AlreadyEnded : StreamError.NotLive);
        }

        Status = StreamStatus.Ended;
        EndedAt = now;
        EndReason = reason;
        GraceEndsAt = null;
        MediaDueAt = null;
        ViewerCount = 0;
        RecordingUrl = recordingUrl ?? RecordingUrl;
        Touch(now);
        return (new LiveEnded
        {
            EventId = Guid.CreateVersion7(now),
            StreamId = Id,
            Sequence = NextSequence(),
            OccurredAt = now,
            Title = Title,
            Host = Host,
            Visibility = VisibilityName,
            StartedAt = StartedAt!.Value,
            EndedAt = now,
            Duration = (long)(now - StartedAt.Value).TotalSeconds,
            Reason = reason,
        }, null);
    }

    /// <summary>
    /// The recording of an ended stream can be played. Null when there is nothing to tell: the stream is not over, or its
    /// recording is known already, be it from this or because its creator named one.
    /// </summary>
    /// <param name="path">Where it is played below the public origin. It is kept so, since the origin may change.</param>
    /// <param name="address">The whole address, for the event.</param>
    public RecordingReady? AttachRecording(string path, string address, DateTimeOffset now)
    {
        if (Status != StreamStatus.Ended || RecordingUrl is not null)
        {
            return null;
        }

        RecordingUrl = path;
        Touch(now);
        return new RecordingReady
        {
            EventId = Guid.CreateVersion7(now),
            StreamId = Id,
            Sequence = NextSequence(),
            OccurredAt = now,
            RecordingUrl = address,
        };
    }

    /// <summary>Whether the stream may be deleted now, and the event that tells of it.</summary>
    public (LiveDeleted? Event, StreamError? Error) Delete(DateTimeOffset now) => IsLive
        ? (null, StreamError.LiveCannotBeDeleted)
        : (new LiveDeleted
        {
            EventId = Guid.CreateVersion7(now),
            StreamId = Id,
            Sequence = NextSequence(),
            OccurredAt = now,
            Visibility = VisibilityName,
        }, null);

    /// <summary>
    /// Replaces what the creator says about the stream. Possible in every state. The event tells who may see it now, when
    /// that changed.
    /// </summary>
    public LiveVisibilityChanged? Edit(StreamDetails details, DateTimeOffset now)
    {
        var wasSeenBy = Visibility;
        SetDetails(details);
        Touch(now);
        return Visibility == wasSeenBy ? null : new LiveVisibilityChanged
        {
            EventId = Guid.CreateVersion7(now),
            StreamId = Id,
            Sequence = NextSequence(),
            OccurredAt = now,
            Visibility = VisibilityName,
        };
    }

    /// <summary>Replaces the stream key; the old one finds nothing from then on.</summary>
    public void RotateKey(ProtectedStreamKey key, DateTimeOffset now)
    {
        SetKey(key);
        Touch(now);
    }

    /// <summary>Takes over a count that is newer than the one known. Not a change of the version.</summary>
    public void ApplyViewers(ViewerCountChanged viewers)
    {
        if (viewers.Sequence <= ViewerSequence)
        {
            return;
        }

        ViewerSequence = viewers.Sequence;
        ViewerCount = IsLive ? viewers.ViewerCount : 0;
        PeakViewers = Math.Max(PeakViewers, viewers.PeakViewers);
        TotalViews = Math.Max(TotalViews, viewers.TotalViews);
    }

    private void SetHost(StreamHost host)
    {
        HostId = host.Id;
        HostUsername = host.Username;
        HostDisplayName = host.DisplayName;
        HostAvatarUrl = host.AvatarUrl;
    }

    private void SetDetails(StreamDetails details)
    {
        Title = details.Title;
        Description = details.Description;
        Category = details.Category;
        Tags = [.. details.Tags];
        Visibility = details.Visibility;
        ScheduledFor = details.ScheduledFor;
        ThumbnailUrl = details.ThumbnailUrl;
        ChatEnabled = details.ChatEnabled;
        RecordEnabled = details.RecordEnabled;
    }

    private void SetKey(ProtectedStreamKey key)
    {
        StreamKeyHash = key.Hash;
        StreamKeyCipher = key.Cipher;
    }

    private void Touch(DateTimeOffset now)
    {
        UpdatedAt = now;
        Version++;
    }

    private long NextSequence() => ++EventSequence;
}
