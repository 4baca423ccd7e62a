using System.Collections.Frozen;

namespace Clockit.ChatService.Domain;

/// <summary>The emoji that a viewer may react with.</summary>
public sealed class ReactionSet(IEnumerable<string> emoji)
{
    private const string EmojiPresentation = "\uFE0F";

    /// <summary>What is offered unless configured otherwise.</summary>
    public static readonly IReadOnlyList<string> Default = ["❤️", "🔥", "👍", "👏", "😂", "😮", "🎉"];

    // Clients write a heart with or without the emoji presentation selector and mean the same.
    private readonly FrozenDictionary<string, string> _byBareForm =
        emoji.ToFrozenDictionary(Bare, StringComparer.Ordinal);

    /// <summary>The configured form of a reaction, or null when it is none of the set.</summary>
    public string? Find(string? reaction) => reaction is null ? null : _byBareForm.GetValueOrDefault(Bare(reaction));

    public override string ToString() => string.Join(' ', _byBareForm.Values);

    private static string Bare(string emoji) => emoji.Replace(EmojiPresentation, "", StringComparison.Ordinal);
}
