using System.Collections.Concurrent;
using System.Text.Json;
using Clockit.ChatService.Tests.Support;
using Clockit.Testing;

namespace Clockit.ChatService.Tests;

/// <summary>Two nodes are replaced one after the other while people write and read.</summary>
public sealed class RollingRestartTests
{
    [Fact]
    public async Task A_reader_that_reconnects_sees_every_acknowledged_message_once_and_in_order()
    {
        await using var world = await World.StartAsync(settings: [("Limits:Enabled", "false")]);
        var nodes = new[] { world.Server, await world.StartServerAsync() };
        var stream = world.Live();
        var acknowledged = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        using var stop = new CancellationTokenSource();
        var seen = new List<long>();
        var reading = ReadAsync(world, nodes, stream, seen, stop.Token);
        var writing = Task.WhenAll(Enumerable.Range(0, 3).Select(writer => WriteAsync(world, nodes, stream, $"writer-{writer}", acknowledged, stop.Token)));

        for (var i = 0; i < nodes.Length; i++)
        {
            var before = acknowledged.Count;
            await Eventually.TrueAsync(() => acknowledged.Count > before + 50, TimeSpan.FromSeconds(30));
            await nodes[i].DisposeAsync();
            nodes[i] = await world.StartServerAsync();
        }

        var after = acknowledged.Count;
        await Eventually.TrueAsync(() => acknowledged.Count > after + 50, TimeSpan.FromSeconds(30));
        await stop.CancelAsync();
        await writing;
        await reading;

        Assert.Equal(Enumerable.Range(1, acknowledged.Count).Select(offset => (long)offset), acknowledged.Values.Order());
        Assert.Equal(acknowledged.Values.Order(), seen);
    }

    /// <summary>Sends one message after the other, each until it is acknowledged, to whichever node takes it.</summary>
    private static async Task WriteAsync(
        World world, ChatServer[] nodes, Guid stream, string name, ConcurrentDictionary<string, long> acknowledged, CancellationToken stop)
    {
        var account = Guid.CreateVersion7();
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var clientId = $"{name}-{i}";
            for (var attempt = 0; !acknowledged.ContainsKey(clientId); attempt++)
            {
                using var person = world.Person(name, at: nodes[attempt % nodes.Length], id: account);
                try
                {
                    using var response = await person.PostAsync(Paths.Chat(stream), new { message = clientId, clientId });
                    if (response.IsSuccessStatusCode)
                    {
                        var message = JsonDocument.Parse(await response.Content.ReadAsStringAsync(CancellationToken.None)).RootElement;
                        acknowledged[clientId] = message.Offset();
                    }
                }
                catch (HttpRequestException)
                {
                    // That node is being replaced; the other one takes it.
                }
            }
        }
    }

    /// <summary>Reads until all is stored, and comes back with its position whenever the connection ends.</summary>
    private static async Task ReadAsync(World world, ChatServer[] nodes, Guid stream, List<long> seen, CancellationToken stop)
    {
        using var newcomer = world.Anonymous();
        var epoch = (await newcomer.ReadAsync(stream)).Text("epoch");
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var reader = world.Anonymous(nodes[attempt % nodes.Length]);
                var (hub, joined) = await reader.JoinAsync(stream, new { epoch, offset = seen.LastOrDefault() });
                await using var connection = hub;
                Assert.True(joined.GetProperty("recovered").GetBoolean());
                seen.AddRange(joined.Offsets());
                await Task.WhenAny(hub.Closed, Task.Delay(Timeout.Infinite, stop));
                if (stop.IsCancellationRequested)
                {
                    // Everything that was acknowledged arrives; a last join tells how far that is.
                    var (_, last) = await reader.JoinAsync(stream);
                    await Eventually.TrueAsync(() => Pushed(hub).LastOrDefault(joined.Offset()) >= last.Offset() || hub.Closed.IsCompleted);
                }

                seen.AddRange(Pushed(hub));
                if (stop.IsCancellationRequested && !hub.Closed.IsCompleted)
                {
                    return;
                }
            }
            catch (Exception unreachable) when (unreachable is HttpRequestException or System.Net.WebSockets.WebSocketException or InvalidOperationException)
            {
                // That node is being replaced; the other one answers.
            }
        }
    }

    private static IEnumerable<long> Pushed(HubClient hub) =>
        hub.Pushes.Where(push => string.Equals(push.Target, "live_comment_added", StringComparison.Ordinal)).Select(push => push.Argument.Offset());
}
