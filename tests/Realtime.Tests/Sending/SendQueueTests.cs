using System.Diagnostics.Metrics;
using System.Text;
using Clockit.Realtime.Brokers;
using Clockit.Realtime.Rooms;
using Clockit.Realtime.Sending;
using Clockit.Realtime.Telemetry;
using Clockit.Realtime.Tests.Specs;
using Clockit.Testing;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace Clockit.Realtime.Tests.Sending;

public sealed class SendQueueTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly RoomContext _context;

    public SendQueueTests() => _context = new RoomContext(
        new RealtimeOptions { MaxQueuedLatest = 2 },
        new RealtimeMetrics(_services.GetRequiredService<IMeterFactory>()),
        new JsonHubProtocol(),
        TimeProvider.System);

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task A_reader_for_whom_only_emptiness_waited_gets_what_comes_next()
    {
        var reader = new TestConnection(NodeIdentity.NewNode(), pauseWriterThreshold: 512);
        var queue = new SendQueue(reader.Context, _context);
        Post(_context.Encode("said", [new string('x', 1000)]));
        Post(new RoomMessage(MessageClass.Critical, Key: null, ReadOnlyMemory<byte>.Empty));

        Assert.StartsWith("said(x", await reader.ReadAsync(), StringComparison.Ordinal);
        await Eventually.TrueAsync(() =>
        {
            Post(_context.Encode("said", ["more"]));
            return !reader.IsQuiet();
        });

        Assert.Equal("said(more)", await reader.ReadAsync());

        void Post(RoomMessage message) => queue.Post(new RoomBatch("room", [message]));
    }

    [Fact]
    public void However_many_counters_change_only_so_many_places_are_held_for_them()
    {
        var queue = new WaitingMessages(_context);
        for (var i = 0; i < 100; i++)
        {
            Assert.True(queue.TryAdd("room", new RoomMessage(MessageClass.Latest, $"{i % 10}", Encoding.ASCII.GetBytes($"{i};"))));
        }

        Assert.Equal(2, queue.Count);
        Assert.Equal("98;99;", Encoding.ASCII.GetString(queue.Take()!.Messages.Span));
        Assert.Equal(0, queue.Count);
        Assert.Equal(0, queue.Bytes);
        Assert.Null(queue.Take());
    }
}
