namespace Clockit.SignalingService.Domain.Media;

/// <summary>A media section of a <see cref="SessionDescription"/>: an <c>m=</c> line and what follows it.</summary>
/// <param name="Kind"><c>audio</c>, <c>video</c> or another kind that nobody here understands.</param>
/// <param name="Port">0 where the section is refused, or shares another one's transport.</param>
/// <param name="Formats">The payload types, in the order in which the writer prefers them.</param>
/// <param name="Direction">As the section's writer sees it.</param>
/// <param name="Fingerprint">The hash of the DTLS certificate, with the name of its function.</param>
/// <param name="IsMuxed">Whether RTP and RTCP share a port (RFC 8834, section 4.5).</param>
/// <param name="IsBundleOnly">Shares another section's transport from the start (RFC 9143, section 6).</param>
/// <param name="Attributes">The section's own attributes in their order, without <c>a=</c>.</param>
public sealed record MediaSection(
    string Kind,
    int Port,
    string Protocol,
    IReadOnlyList<string> Formats,
    MediaDirection Direction,
    string? Mid,
    string? IceUfrag,
    string? IcePwd,
    string? Fingerprint,
    string? Setup,
    bool IsMuxed,
    bool IsBundleOnly,
    IReadOnlyList<string> Attributes)
{
    /// <summary>Whether it can be set up at all: ICE and DTLS, as WebRTC (RFC 8827, section 6.5) wants them.</summary>
    public bool IsSecure => Protocol.StartsWith("UDP/TLS/RTP/SAVP", StringComparison.Ordinal) && IceUfrag is not null && IcePwd is not null && Fingerprint is not null;

    /// <summary>The codecs, in the order in which the writer prefers them.</summary>
    public IReadOnlyList<Codec> Codecs => Codec.ReadAll(this);

    /// <summary>The attributes of a name, without the name.</summary>
    public IEnumerable<string> ValuesOf(string name) =>
        Attributes.Where(attribute => attribute.Length > name.Length && attribute[name.Length] == ':' && attribute.StartsWith(name, StringComparison.Ordinal))
            .Select(attribute => attribute[(name.Length + 1)..]);

    /// <summary>Gathers the lines of one section, or those before the first.</summary>
    internal sealed class Reader(string value)
    {
        private readonly List<string> _attributes = [];
        private MediaDirection? _direction;
        private string? _mid;
        private string? _ufrag;
        private string? _pwd;
        private string? _setup;
        private string? _fingerprint;
        private bool _isMuxed;
        private bool _isBundleOnly;

        /// <summary>The identification tags of the bundle group.</summary>
        public IReadOnlyList<string>? Bundle { get; private set; }

        public void Read(string line)
        {
            if (line[0] != 'a')
            {
                return;
            }

            _attributes.Add(line[2..]);
            var attribute = line[2..].Split(':', 2);
            var text = attribute.Length > 1 ? attribute[1] : "";
            switch (attribute[0])
            {
                case "sendrecv":
                    _direction = MediaDirection.SendRecv;
                    break;
                case "sendonly":
                    _direction = MediaDirection.SendOnly;
                    break;
                case "recvonly":
                    _direction = MediaDirection.RecvOnly;
                    break;
                case "inactive":
                    _direction = MediaDirection.Inactive;
                    break;
                case "mid":
                    _mid = text;
                    break;
                case "ice-ufrag":
                    _ufrag = text;
                    break;
                case "ice-pwd":
                    _pwd = text;
                    break;
                case "setup":
                    _setup = text;
                    break;
                case "fingerprint":
                    _fingerprint = text;
                    break;
                case "rtcp-mux":
                    _isMuxed = true;
                    break;
                case "bundle-only":
                    _isBundleOnly = true;
                    break;
                case "group" when text.StartsWith("BUNDLE ", StringComparison.Ordinal):
                    Bundle = text.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..];
                    break;
                default:
                    break;
            }
        }

        /// <exception cref="FormatException">The <c>m=</c> line cannot be read.</exception>
        public MediaSection Finish(Reader session)
        {
            var fields = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length < 4 || !ushort.TryParse(fields[1], out var port))
            {
                throw new FormatException("A line 'm=' is not of the form 'm=kind port protocol formats'.");
            }

            return new MediaSection(
                fields[0],
                port,
                fields[2],
                fields[3..],
                _direction ?? session._direction ?? MediaDirection.SendRecv,
                _mid,
                _ufrag ?? session._ufrag,
                _pwd ?? session._pwd,
                _fingerprint ?? session._fingerprint,
                _setup ?? session._setup,
                _isMuxed,
                _isBundleOnly,
                _attributes);
        }
    }
}

/// <summary>Which way media goes.</summary>
public enum MediaDirection
{
    SendRecv,
    SendOnly,
    RecvOnly,
    Inactive,
}
