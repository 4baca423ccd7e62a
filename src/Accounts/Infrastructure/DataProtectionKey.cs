namespace Clockit.Accounts.Infrastructure;

/// <summary>One element of the data protection key ring.</summary>
public sealed class DataProtectionKey
{
    public int Id { get; init; }

    public string Xml { get; init; } = "";
}
