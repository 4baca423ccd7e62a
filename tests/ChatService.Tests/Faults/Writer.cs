using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using Clockit.ChatService.Tests.Support;
using Clockit.Testing;

namespace Clockit.ChatService.Tests.Faults;

/// <summary>
/// Writes one message after the other and repeats each, with the same client id and on whichever node answers, until it
/// is acknowledged, as a careful client does.
/// </summary>
internal abstract class Writer(string name, Guid stream, IReadOnlyList<NodeProcess> nodes, Ledger ledger, Random random)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    protected Guid Stream => stream;

    protected Guid Account { get; } = Guid.CreateVersion7();

    protected string Name => name;

    /// <summary>Until told to stop; then it finishes the message that it has begun.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            await WriteAsync($"{name}-{i}");
        }
    }

    /// <summary>Ends the connection that it has, if any, as a network does.</summary>
    public virtual void Drop()
    {
    }

    /// <summary>What was acknowledged, or null when it is unknown what became of the message.</summary>
    protected abstract Task<JsonElement?> TrySendAsync(NodeProcess node, string clientId);

    private async Task WriteAsync(string clientId)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            // The pace of somebody who types, and of somebody who tries again.
            await Task.Delay(Pace);
            ledger.Attempt(clientId);
            if (await TrySendAsync(nodes[random.Next(nodes.Count)], clientId) is { } message)
            {
                ledger.Acknowledge(clientId, message);
                return;
            }

            if (TimeProvider.System.GetElapsedTime(start) > Patience)
            {
                throw new TimeoutException($"{clientId} was not acknowledged.");
            }
        }
    }
}

/// <summary>Writes over HTTP.</summary>
internal sealed class RestWriter(string name, Guid stream, World world, IReadOnlyList<NodeProcess> nodes, Ledger ledger, Random random)
    : Writer(name, stream, nodes, ledger, random)
{
    protected override async Task<JsonElement?> TrySendAsync(NodeProcess node, string clientId)
    {
        using var person = new Person(node.Address, Account, Name, world.Token(Account, Name));
        try
        {
            using var response = await person.PostAsync(Paths.Chat(Stream), new { message = clientId, clientId });
            return response.StatusCode is HttpStatusCode.ServiceUnavailable ? null : await response.ShouldBeAsync(201);
        }
        catch (Exception gone) when (gone is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }
}

/// <summary>Writes over the hub, on one connection as long as that lasts.</summary>
internal sealed class HubWriter(string name, Guid stream, World world, IReadOnlyList<NodeProcess> nodes, Ledger ledger, Random random)
    : Writer(name, stream, nodes, ledger, random)
{
    private HubClient? _hub;

    public override void Drop() => _hub?.Abort();

    protected override async Task<JsonElement?> TrySendAsync(NodeProcess node, string clientId)
    {
        try
        {
            using var person = new Person(node.Address, Account, Name, world.Token(Account, Name));
            _hub ??= await person.ConnectAsync();
            return await _hub.InvokeAsync("live_comment", new { streamId = Stream, comment = clientId, clientId });
        }
        catch (HubInvocationException refused) when (refused.Code is "service.unavailable")
        {
            return null;
        }
        catch (Exception gone) when (gone is HttpRequestException or WebSocketException or InvalidOperationException or OperationCanceledException or TimeoutException)
        {
            if (_hub is { } lost)
            {
                _hub = null;
                lost.Abort();
                await lost.DisposeAsync();
            }

            return null;
        }
    }
}
