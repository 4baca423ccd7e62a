namespace Clockit.Contracts;

/// <summary>The creator whose stream it is, as known when the event happened.</summary>
public sealed record StreamHost(Guid Id, string Username, string DisplayName, string? AvatarUrl);
