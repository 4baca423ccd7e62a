using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Clockit.Gateway.Api.Edge.Pages;

/// <summary>Builds tags for a page's head. Every value is encoded: they are people's own text.</summary>
internal sealed class HeadTags
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
    private readonly StringBuilder _html = new();

    /// <summary>The Open Graph protocol (ogp.me).</summary>
    public HeadTags Property(string name, string? value) => Add("property", name, value);

    /// <summary>Named metadata: <c>description</c>, <c>robots</c>, <c>twitter:card</c> and the like.</summary>
    public HeadTags Meta(string name, string? value) => Add("name", name, value);

    public HeadTags Link(string relation, string address, string? type = null, string? title = null)
    {
        _html.Append("<link rel=\"").Append(relation).Append('"');
        Attribute("href", address);
        if (type is not null)
        {
            // A constant: readers that know no HTML look for it as it is.
            _html.Append(" type=\"").Append(type).Append('"');
        }

        Attribute("title", title);
        _html.Append(">\n");
        return this;
    }

    public override string ToString() => _html.ToString();

    private HeadTags Add(string kind, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            _html.Append("<meta ").Append(kind).Append("=\"").Append(name).Append('"');
            Attribute("content", value);
            _html.Append(">\n");
        }

        return this;
    }

    private void Attribute(string name, string? value)
    {
        if (value is not null)
        {
            _html.Append(' ').Append(name).Append("=\"").Append(Encoder.Encode(value)).Append('"');
        }
    }
}
