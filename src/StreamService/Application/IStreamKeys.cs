using Clockit.StreamService.Domain;

namespace Clockit.StreamService.Application;

/// <summary>Makes stream keys and keeps them secret at rest.</summary>
public interface IStreamKeys
{
    /// <summary>A new random key (160 bits) as <c>live_…</c>, protected for storage.</summary>
    ProtectedStreamKey Create();

    /// <summary>The key itself, for its creator.</summary>
    string Reveal(byte[] cipher);

    /// <summary>The hash under which a key that somebody presents is stored.</summary>
    byte[] Hash(string key);
}
