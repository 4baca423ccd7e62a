namespace Clockit.StreamService.Domain;

/// <summary>A stream key as it is stored: a keyed hash to find it and a cipher to show it to its creator again.</summary>
public sealed record ProtectedStreamKey(byte[] Hash, byte[] Cipher);
