namespace Clockit.ChatService.Tests.Support;

/// <summary>A world with one node for all tests of a class: each takes streams and people of its own.</summary>
public sealed class SharedWorld : IAsyncLifetime
{
    public World World { get; private set; } = null!;

    public async ValueTask InitializeAsync() => World = await World.StartAsync();

    public ValueTask DisposeAsync() => World.DisposeAsync();
}
