using Clockit.ServiceDefaults.Text;

namespace Clockit.ChatService.Domain;

/// <summary>The text of a chat message, of which there must be some. It is text, never HTML.</summary>
public static class MessageText
{
    /// <summary>In grapheme clusters: an emoji counts as one, and so does a family of four.</summary>
    public const int MaxLength = 500;

    public static readonly TextRule Rule = new(MaxLength, HasLines: true);
}
