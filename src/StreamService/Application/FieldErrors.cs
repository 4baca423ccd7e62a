using System.Text;
using Clockit.StreamService.Domain;

namespace Clockit.StreamService.Application;

/// <summary>Collects what is wrong with the fields of a request, by their JSON names.</summary>
public sealed class FieldErrors
{
    private readonly Dictionary<string, List<string>> _errors = new(StringComparer.Ordinal);

    /// <summary>The errors by field, or null when there are none.</summary>
    public IReadOnlyDictionary<string, string[]>? Found => _errors.Count == 0
        ? null
        : _errors.ToDictionary(error => error.Key, error => error.Value.ToArray(), StringComparer.Ordinal);

    public void Check(bool holds, string field, string message)
    {
        if (holds)
        {
            return;
        }

        if (!_errors.TryGetValue(field, out var messages))
        {
            _errors[field] = messages = [];
        }

        if (!messages.Contains(message, StringComparer.Ordinal))
        {
            messages.Add(message);
        }
    }

    /// <summary>Text that can be stored: no NUL, which Postgres refuses, and no lone surrogate, which is not Unicode.</summary>
    public void CheckText(string? text, string field) =>
        Check(text is null || IsStorable(text), field, "The text holds characters that are not valid Unicode text.");

    /// <summary>An absolute http(s) address. It is shown to clients and never fetched here.</summary>
    public void CheckUrl(string? url, string field) => Check(
        url is null || (url.Length <= StreamLimits.Url && IsStorable(url) && Uri.TryCreate(url, UriKind.Absolute, out var uri)
            && (string.Equals(uri.Scheme, Uri.UriSchemeHttp, StringComparison.Ordinal) || string.Equals(uri.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal))
            && uri.UserInfo.Length == 0),
        field,
        $"An address is absolute, http or https, and has at most {StreamLimits.Url} characters.");

    public static bool IsStorable(string text)
    {
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var consumed) != System.Buffers.OperationStatus.Done || rune.Value == 0)
            {
                return false;
            }

            rest = rest[consumed..];
        }

        return true;
    }
}
