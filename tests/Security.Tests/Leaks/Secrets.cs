using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;

namespace Clockit.Security.Tests.Leaks;

/// <summary>What must be known to its owner alone.</summary>
/// <param name="Owner">Nobody may see it when empty.</param>
internal sealed record Secret(string Kind, string Value, string Owner);

/// <summary>Finds secrets in whatever text, also when they are encoded.</summary>
internal sealed partial class Secrets
{
    private readonly ConcurrentDictionary<string, Secret> _known = new(StringComparer.Ordinal);

    public IEnumerable<Secret> All => _known.Values.Distinct();

    public string Add(string kind, string value, string owner = "")
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        foreach (var form in new[] { value, Uri.EscapeDataString(value), Convert.ToHexString(bytes), Convert.ToHexStringLower(bytes), Convert.ToBase64String(bytes).TrimEnd('=') })
        {
            _known[form] = new Secret(kind, value, owner);
        }

        return value;
    }

    /// <summary>The secrets in these texts, each with what is around it.</summary>
    public IEnumerable<(Secret Secret, string Around)> Find(IEnumerable<string> texts)
    {
        var any = SearchValues.Create([.. _known.Keys], StringComparison.Ordinal);
        foreach (var text in texts)
        {
            for (var at = 0; at < text.Length;)
            {
                var found = text.AsSpan(at).IndexOfAny(any);
                if (found < 0)
                {
                    break;
                }

                at += found;
                var form = _known.Keys.Where(form => text.AsSpan(at).StartsWith(form, StringComparison.Ordinal)).MaxBy(form => form.Length)!;
                yield return (_known[form], Around(text, at));
                at += form.Length;
            }

            foreach (Match match in Shape().Matches(text))
            {
                yield return (new Secret(match.Value.StartsWith("eyJ", StringComparison.Ordinal) ? "some access token" : "some stream key or session", match.Value, ""), Around(text, match.Index));
            }
        }
    }

    private static string Around(string text, int at) => text[Math.Max(0, at - 300)..Math.Min(text.Length, at + 80)];

    /// <summary>Also those that the test was never told: the gateway's own tokens towards the services.</summary>
    [GeneratedRegex(@"eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}|\blive_[\w-]{27}\b|CfDJ8[\w-]{40,}", RegexOptions.NonBacktracking)]
    private static partial Regex Shape();
}
