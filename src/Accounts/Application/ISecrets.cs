namespace Clockit.Accounts.Application;

/// <summary>Encrypts what is kept in the database by keys that are not in it.</summary>
public interface ISecrets
{
    byte[] Protect(string secret);

    /// <summary>Null when it cannot be read: the key is another one.</summary>
    string? Unprotect(byte[] secret);
}
