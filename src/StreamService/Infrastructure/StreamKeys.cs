using System.Security.Cryptography;
using System.Text;
using Clockit.StreamService.Application;
using Clockit.StreamService.Domain;
using Microsoft.IdentityModel.Tokens;

namespace Clockit.StreamService.Infrastructure;

/// <summary>
/// Stream keys of 160 random bits. Stored are HMAC-SHA256(key) to find a stream by, and AES-256-GCM(key) as
/// nonce (12 bytes) + tag (16) + cipher. Both keys derive by HKDF from <c>StreamKeys:Secret</c>.
/// </summary>
internal sealed class StreamKeys : IStreamKeys
{
    private const string Prefix = "live_";
    private const int RandomBytes = 20;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private readonly byte[] _hashKey;
    private readonly byte[] _cipherKey;

    public StreamKeys(IConfiguration configuration)
    {
        var secret = configuration["StreamKeys:Secret"];
        if (secret is null || secret.Length < 32)
        {
            throw new InvalidOperationException("StreamKeys:Secret must be set to a random secret of 32 characters or more.");
        }

        var material = Encoding.UTF8.GetBytes(secret);
        _hashKey = HKDF.DeriveKey(HashAlgorithmName.SHA256, material, 32, info: "clockit stream key hash"u8.ToArray());
        _cipherKey = HKDF.DeriveKey(HashAlgorithmName.SHA256, material, 32, info: "clockit stream key cipher"u8.ToArray());
    }

    public ProtectedStreamKey Create()
    {
        var key = Prefix + Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(RandomBytes));
        var plain = Encoding.ASCII.GetBytes(key);
        var cipher = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(cipher.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(_cipherKey, TagBytes);
        aes.Encrypt(cipher.AsSpan(0, NonceBytes), plain, cipher.AsSpan(NonceBytes + TagBytes), cipher.AsSpan(NonceBytes, TagBytes));
        return new ProtectedStreamKey(Hash(key), cipher);
    }

    public string Reveal(byte[] cipher)
    {
        var plain = new byte[cipher.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(_cipherKey, TagBytes);
        aes.Decrypt(cipher.AsSpan(0, NonceBytes), cipher.AsSpan(NonceBytes + TagBytes), cipher.AsSpan(NonceBytes, TagBytes), plain);
        return Encoding.ASCII.GetString(plain);
    }

    public byte[] Hash(string key) => HMACSHA256.HashData(_hashKey, Encoding.UTF8.GetBytes(key));
}
