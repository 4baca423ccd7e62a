using System.Buffers.Text;
using System.Security.Cryptography;

namespace Clockit.SignalingService.Application.Media;

/// <summary>Names that nobody guesses.</summary>
internal static class MediaIds
{
    /// <summary>160 random bits, for addresses.</summary>
    public static string Create() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(20));

    /// <summary>A strong entity tag (RFC 9110, section 8.8.3), with its quotes.</summary>
    public static string CreateETag() => $"\"{RandomNumberGenerator.GetHexString(16, lowercase: true)}\"";
}
