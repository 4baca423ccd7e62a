using System.Security.Cryptography;
using System.Text;

namespace Clockit.Accounts.Infrastructure.Keys;

/// <summary>
/// The secret that encrypts the keys in the database: whoever reads the database alone can forge neither a session nor a
/// token. Setting <c>Accounts:Secret</c>, or <c>Accounts:SecretFile</c> with the name of a file that holds it.
/// </summary>
internal sealed class MasterKey
{
    /// <summary>AES-GCM's nonce and tag (NIST SP 800-38D), in front of the ciphertext.</summary>
    private const int NonceBytes = 12;

    private const int TagBytes = 16;
    private const int MinCharacters = 32;
    private readonly byte[]? _key;

    private MasterKey(byte[]? key) => _key = key;

    /// <summary>False in a development environment without the setting: the keys are kept readable there.</summary>
    public bool IsSet => _key is not null;

    /// <exception cref="InvalidOperationException">The setting is missing or too short; the message says what to do.</exception>
    public static MasterKey Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var file = configuration["Accounts:SecretFile"];
        var secret = configuration["Accounts:Secret"] is { Length: > 0 } value ? value : ReadFile(file);
        if (secret is null)
        {
            return environment.IsDevelopment()
                ? new MasterKey(key: null)
                : throw new InvalidOperationException("Accounts:Secret is not set: at least 32 random characters that encrypt the keys in the database, or Accounts:SecretFile, a file that holds them.");
        }

        return secret.Length < MinCharacters || secret.Distinct().Count() < 8
            ? throw new InvalidOperationException($"Accounts:Secret must be at least {MinCharacters} random characters.")
            : new MasterKey(HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), outputLength: 32, info: "clockit accounts key ring"u8.ToArray()));
    }

    public byte[] Encrypt(ReadOnlySpan<byte> plain)
    {
        var sealedBytes = new byte[NonceBytes + TagBytes + plain.Length];
        var nonce = sealedBytes.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(Key, TagBytes);
        aes.Encrypt(nonce, plain, sealedBytes.AsSpan(NonceBytes + TagBytes), sealedBytes.AsSpan(NonceBytes, TagBytes));
        return sealedBytes;
    }

    /// <exception cref="CryptographicException">It was encrypted by another secret, or changed.</exception>
    public byte[] Decrypt(ReadOnlySpan<byte> sealedBytes)
    {
        if (sealedBytes.Length < NonceBytes + TagBytes)
        {
            throw new CryptographicException("Too short.");
        }

        var plain = new byte[sealedBytes.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(Key, TagBytes);
        aes.Decrypt(sealedBytes[..NonceBytes], sealedBytes[(NonceBytes + TagBytes)..], sealedBytes.Slice(NonceBytes, TagBytes), plain);
        return plain;
    }

    private byte[] Key => _key ?? throw new CryptographicException("Accounts:Secret is not set, and the keys in the database are encrypted by it.");

    private static string? ReadFile(string? file)
    {
        try
        {
            return string.IsNullOrEmpty(file) ? null : File.ReadAllText(file).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"Accounts:SecretFile names {file}, which cannot be read.", exception);
        }
    }
}
