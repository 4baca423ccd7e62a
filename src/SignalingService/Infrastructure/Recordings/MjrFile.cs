using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Clockit.SignalingService.Infrastructure.Recordings;

/// <summary>
/// The header of one of Janus's recordings (<c>src/record.h</c>): <c>MJR00002</c>, the length of a JSON object in two bytes,
/// and the object: <c>t</c> the kind (<c>a</c>, <c>v</c>), <c>c</c> the codec, <c>u</c> when the first packet was written, in
/// microseconds.
/// </summary>
/// <param name="StartedAt">When its media began, in microseconds since 1970.</param>
internal sealed record MjrFile(string Path, bool IsVideo, string Codec, long StartedAt)
{
    private static readonly byte[] Magic = Encoding.ASCII.GetBytes("MJR00002");

    /// <summary>Null for what holds no media: the media server died before it wrote any, or never got any.</summary>
    public static MjrFile? Read(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> start = stackalloc byte[Magic.Length + 2];
        if (file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || !start[..Magic.Length].SequenceEqual(Magic))
        {
            return null;
        }

        var json = new byte[BinaryPrimitives.ReadUInt16BigEndian(start[Magic.Length..])];
        if (file.ReadAtLeast(json, json.Length, throwOnEndOfStream: false) < json.Length || file.Length == file.Position)
        {
            return null;
        }

        using var header = JsonDocument.Parse(json);
        var info = header.RootElement;
        return new MjrFile(
            path,
            info.GetProperty("t").GetString() is "v",
            info.GetProperty("c").GetString()!,
            (info.TryGetProperty("u", out var written) ? written : info.GetProperty("s")).GetInt64());
    }
}
