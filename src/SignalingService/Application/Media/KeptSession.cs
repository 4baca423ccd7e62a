namespace Clockit.SignalingService.Application.Media;

/// <summary>A session in this node's care, and what is known of its peer. Events come from another thread than the one that looks.</summary>
internal sealed class KeptSession(MediaSession session, PeerId? replaces, DateTimeOffset since)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, bool> _arrives = new(StringComparer.Ordinal);
    private DateTimeOffset? _silentSince;
    private bool _isConnected;
    private bool _isGone;
    private bool _isUnreachable;

    public MediaSession Session => session;

    /// <summary>When it came into this node's care.</summary>
    public DateTimeOffset Since => since;

    /// <summary>The peer whose place it takes as soon as it is connected.</summary>
    public PeerId? Replaces => replaces;

    /// <summary>Whether the stream's viewers were had to see it.</summary>
    public bool IsShown { get; set; }

    /// <summary>Whether the interruption by its silence was reported.</summary>
    public bool IsInterrupted { get; set; }

    public bool IsConnected => Read(() => _isConnected);

    /// <summary>Whether its connection is over.</summary>
    public bool IsGone => Read(() => _isGone);

    /// <summary>Since when no section's media arrives; null while that of one does, or nothing ever arrived.</summary>
    public DateTimeOffset? SilentSince => Read(() => _silentSince);

    public void Note(PeerEvent happened, DateTimeOffset now)
    {
        lock (_lock)
        {
            switch (happened.Kind)
            {
                case PeerEventKind.Connected:
                    _isConnected = true;
                    break;
                case PeerEventKind.Gone:
                    _isGone = true;
                    break;
                default:
                    _arrives[happened.Mid ?? ""] = happened.Kind is PeerEventKind.MediaArrives;
                    _silentSince = _arrives.ContainsValue(value: true) ? null : _silentSince ?? now;
                    break;
            }
        }
    }

    /// <summary>The media server does not answer: what it should pass on is not passed on either.</summary>
    public void NoteUnreachable(DateTimeOffset now)
    {
        lock (_lock)
        {
            _isUnreachable = true;
            _silentSince ??= now;
        }
    }

    /// <summary>It answers, and the peer is as it was.</summary>
    public void NoteReachable()
    {
        lock (_lock)
        {
            if (_isUnreachable)
            {
                _isUnreachable = false;
                _silentSince = null;
                _arrives.Clear();
            }
        }
    }

    private T Read<T>(Func<T> value)
    {
        lock (_lock)
        {
            return value();
        }
    }
}
