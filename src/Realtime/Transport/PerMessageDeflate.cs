using System.Net.WebSockets;
using Microsoft.Extensions.Primitives;

namespace Clockit.Realtime.Transport;

/// <summary>
/// Which offers of permessage-deflate are taken (RFC 7692, section 7.1). Neither side keeps a window from one message to
/// the next: a room's frame is compressed once for all its readers, and a connection at rest holds no window.
/// </summary>
internal static class PerMessageDeflate
{
    private const string Name = "permessage-deflate";
    private const string Answered = Name + "; server_no_context_takeover; client_no_context_takeover";
    private const int LargestWindow = 15;
    private const int SmallestWindow = 8;

    /// <summary>How a client's messages are inflated after <see cref="Answer"/> was sent.</summary>
    public static WebSocketDeflateOptions Incoming { get; } = new() { ServerContextTakeover = false, ClientContextTakeover = false };

    /// <summary>
    /// What to answer in <c>Sec-WebSocket-Extensions</c>: the first offer that can be kept, in the client's order of
    /// preference. Null when there is none, and then nothing is compressed; a malformed one is passed over.
    /// </summary>
    /// <param name="offers">The request's <c>Sec-WebSocket-Extensions</c>, however many lines it has.</param>
    public static string? Answer(StringValues offers)
    {
        foreach (var line in offers)
        {
            foreach (var offer in Split(line ?? string.Empty, ','))
            {
                if (TryAccept(offer, out var answer))
                {
                    return answer;
                }
            }
        }

        return null;
    }

    private static bool TryAccept(string offer, out string answer)
    {
        answer = Answered;
        var parts = Split(offer, ';');
        if (!string.Equals(parts[0].Trim(), Name, StringComparison.Ordinal))
        {
            return false;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in parts.Skip(1))
        {
            if (!TryReadParameter(part, out var name, out var value) || !seen.Add(name))
            {
                return false;
            }

            switch (name)
            {
                case "server_no_context_takeover" or "client_no_context_takeover" when value is null:
                // The client says how small its own window may be made; ours takes any.
                case "client_max_window_bits" when value is null || IsWindow(value, SmallestWindow):
                    break;
                // A frame that is made for everybody has the largest window.
                case "server_max_window_bits" when value is not null && IsWindow(value, LargestWindow):
                    answer += $"; {name}={value}";
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    // Decimal and without leading zeros: sections 7.1.2.1 and 7.1.2.2.
    private static bool IsWindow(string value, int least)
    {
        for (var bits = least; bits <= LargestWindow; bits++)
        {
            if (string.Equals(value, bits.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    // extension-param = token [ "=" (token | quoted-string) ], and what is quoted is a token too (RFC 6455, section 9.1).
    private static bool TryReadParameter(string part, out string name, out string? value)
    {
        var equals = part.IndexOf('=', StringComparison.Ordinal);
        name = (equals < 0 ? part : part[..equals]).Trim();
        value = equals < 0 ? null : Unquote(part[(equals + 1)..].Trim());
        return IsToken(name) && (value is null || IsToken(value));
    }

    private static string Unquote(string value)
    {
        if (value is not ['"', .. var quoted, '"'])
        {
            return value;
        }

        var text = new System.Text.StringBuilder(quoted.Length);
        for (var i = 0; i < quoted.Length; i++)
        {
            // A backslash stands for whatever follows it.
            i += quoted[i] == '\\' && i + 1 < quoted.Length ? 1 : 0;
            text.Append(quoted[i]);
        }

        return text.ToString();
    }

    private static bool IsToken(string text) =>
        text.Length > 0 && text.All(character => char.IsAsciiLetterOrDigit(character) || "!#$%&'*+-.^_`|~".Contains(character, StringComparison.Ordinal));

    /// <summary>The parts between separators that stand outside of quotes.</summary>
    private static List<string> Split(string text, char separator)
    {
        var parts = new List<string>();
        var (start, isQuoted) = (0, false);
        for (var i = 0; i < text.Length; i++)
        {
            if (isQuoted && text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (text[i] == separator && !isQuoted)
            {
                parts.Add(text[start..i]);
                start = i + 1;
            }
        }

        parts.Add(text[start..]);
        return parts;
    }
}
