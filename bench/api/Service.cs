namespace Clockit.Bench.Api;

/// <summary>A server under measurement.</summary>
internal sealed record Service(string Name, Uri Address);
