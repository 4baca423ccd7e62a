using Clockit.ServiceDefaults.Text;
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

    /// <summary>A text as it is stored, null when there is none.</summary>
    public string? Read(TextRule rule, string? text, string field)
    {
        var isAllowed = rule.TryRead(text, out var read, out var problem);
        Check(isAllowed, field, problem);
        return read;
    }

    /// <summary>An absolute http(s) address. It is shown to clients and never fetched here.</summary>
    public void CheckUrl(string? url, string field) => Check(
        url is null || WebAddress.IsValid(url, StreamLimits.Url),
        field,
        $"An address is absolute, http or https, without white space, and has at most {StreamLimits.Url} characters.");
}
