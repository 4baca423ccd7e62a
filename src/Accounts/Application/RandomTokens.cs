using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace Clockit.Accounts.Application;

/// <summary>Random tokens and what of them is kept.</summary>
public static class RandomTokens
{
    private const int Bytes = 32;

    /// <summary>256 random bits, in characters that need no escaping.</summary>
    public static string Create() => Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(Bytes));

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
