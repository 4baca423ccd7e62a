using System.Text;
using System.Text.Json;

namespace Clockit.SignalingService.Domain;

/// <summary>How large the session descriptions and candidates are that peers send each other.</summary>
public static class SignalSize
{
    /// <summary>64 KiB of SDP, and room for the fields around it.</summary>
    public const int MaxDescriptionBytes = (64 * 1024) + 256;

    /// <summary>4 KiB, all fields of the candidate together.</summary>
    public const int MaxCandidateBytes = 4 * 1024;

    /// <summary>
    /// The bytes of a value's names, texts and numbers in UTF-8. Escapes count as what they stand for, since an SDP's
    /// line ends would otherwise count twice.
    /// </summary>
    public static int Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Encoding.UTF8.GetByteCount(value.GetString()!),
        JsonValueKind.Object => value.EnumerateObject().Sum(property => Encoding.UTF8.GetByteCount(property.Name) + Of(property.Value)),
        JsonValueKind.Array => value.EnumerateArray().Sum(Of),
        JsonValueKind.Undefined => 0,
        _ => value.GetRawText().Length,
    };
}
