using System.Security.Cryptography;
using System.Text;
using Clockit.Accounts.Application;
using Microsoft.AspNetCore.DataProtection;

namespace Clockit.Accounts.Infrastructure.Keys;

internal sealed class Secrets(IDataProtectionProvider protection) : ISecrets
{
    private readonly IDataProtector _protector = protection.CreateProtector("Clockit.Accounts.Secrets");

    public byte[] Protect(string secret) => _protector.Protect(Encoding.UTF8.GetBytes(secret));

    public string? Unprotect(byte[] secret)
    {
        try
        {
            return Encoding.UTF8.GetString(_protector.Unprotect(secret));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
