namespace Clockit.Accounts.Domain;

/// <summary>
/// The wrong passwords that one address tried on one name, whether that name has an account or not. Whoever tries from
/// elsewhere is not concerned, so nobody can lock another one out.
/// </summary>
public sealed class SignInFailures
{
    /// <summary>After so many the pair has to wait.</summary>
    public const int Max = 5;

    /// <summary>An address may fail this often over all names.</summary>
    public const int MaxPerAddress = 100;

    /// <summary>How long they count, from the last one on.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <summary>A hash of address and name: neither can be read from the table.</summary>
    public byte[] Key { get; init; } = [];

    public int Count { get; init; }

    public DateTimeOffset Until { get; init; }
}
