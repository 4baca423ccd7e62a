namespace Clockit.SignalingService.Application.Media;

/// <summary>The codes that WHIP, WHEP and recordings answer with.</summary>
public static class MediaCodes
{
    /// <summary>400: no session description, or no fragment of one.</summary>
    public const string SdpMalformed = "media.sdp_malformed";

    /// <summary>422: a session description that cannot be had here.</summary>
    public const string SdpRefused = "media.sdp_refused";

    /// <summary>422: none of the codecs that the viewer offers is the one in which the stream is sent.</summary>
    public const string CodecMissing = "media.codec_missing";

    /// <summary>422: trickled candidates of another ICE session; ICE restarts are not supported.</summary>
    public const string IceRestart = "media.ice_restart_unsupported";

    /// <summary>404: no such session, or somebody else's.</summary>
    public const string SessionNotFound = "media.session_not_found";

    /// <summary>409: this session has its answer.</summary>
    public const string AlreadyAnswered = "media.already_answered";

    /// <summary>409: the stream is live, but its media does not come through the media server.</summary>
    public const string NotPublished = "media.not_published";

    /// <summary>412: the entity tag is of another ICE session.</summary>
    public const string EntityTag = "media.etag_mismatch";

    /// <summary>428: the entity tag is missing.</summary>
    public const string EntityTagRequired = "media.etag_required";

    /// <summary>503: as many sessions as the installation takes.</summary>
    public const string TooManySessions = "media.too_many_sessions";

    /// <summary>404: nothing was recorded, or the file is not ready yet.</summary>
    public const string RecordingNotFound = "recording.not_found";
}
