namespace Clockit.Testing;

/// <summary>Session descriptions that nobody is behind, for WHIP and WHEP.</summary>
public static class Descriptions
{
    public const string Sdp = "application/sdp";
    public const string Fragment = "application/trickle-ice-sdpfrag";

    private const string Head = "v=0\r\no=- 5228595038118931041 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1\r\na=extmap-allow-mixed\r\n";

    private const string Transport =
        "c=IN IP4 0.0.0.0\r\na=rtcp:9 IN IP4 0.0.0.0\r\na=ice-ufrag:EsAw\r\na=ice-pwd:bP+XJMM09aR8AiX1jdukzR6Y\r\na=ice-options:trickle\r\n" +
        "a=fingerprint:sha-256 DA:7B:57:DC:28:CE:04:4F:31:79:85:C4:31:67:EB:27:58:29:ED:77:2A:0D:24:AE:ED:AD:30:BC:BD:F1:9C:02\r\na=setup:actpass\r\na=rtcp-mux\r\n";

    /// <summary>What a broadcaster offers: Opus and VP8, sent only.</summary>
    public static readonly string Offer =
        Head +
        "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n" + Transport + "a=mid:0\r\na=sendonly\r\na=msid:d46fb922 ce326ecf\r\na=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10;useinbandfec=1\r\n" +
        "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n" + Transport + "a=mid:1\r\na=sendonly\r\na=msid:d46fb922 3956b460\r\na=rtpmap:96 VP8/90000\r\na=rtcp-fb:96 nack pli\r\n";

    /// <summary>What a viewer offers.</summary>
    public static readonly string Request = Offer.Replace("a=sendonly", "a=recvonly", StringComparison.Ordinal);

    /// <summary>Two candidates of the offer's ICE session, one of which names no address.</summary>
    public const string Candidates =
        "a=ice-ufrag:EsAw\r\na=ice-pwd:bP+XJMM09aR8AiX1jdukzR6Y\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\n" +
        "a=candidate:1387637174 1 udp 2122260223 127.0.0.1 9 typ host generation 0 ufrag EsAw\r\n" +
        "a=candidate:1387637175 1 udp 2122260223 metadata.internal 9 typ host generation 0 ufrag EsAw\r\na=end-of-candidates\r\n";
}
