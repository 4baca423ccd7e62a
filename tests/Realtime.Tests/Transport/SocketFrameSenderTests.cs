using System.Net;
using System.Net.Sockets;
using Clockit.Realtime.Sending;
using Clockit.Realtime.Transport;

namespace Clockit.Realtime.Tests.Transport;

public sealed class SocketFrameSenderTests : IAsyncLifetime
{
    private readonly Socket _listener = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket _client = new(SocketType.Stream, ProtocolType.Tcp);
    private Socket? _server;

    public async ValueTask InitializeAsync()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        await _client.ConnectAsync(_listener.LocalEndPoint!);
        _server = await _listener.AcceptAsync();
    }

    [Fact]
    public async Task Frames_that_the_kernel_has_no_room_for_go_on_whole_and_in_order_as_the_reader_makes_some()
    {
        var sender = new SocketFrameSender(_server!, inflates: false, TimeProvider.System);
        var frames = Enumerable.Range(0, 200).Select(number => new Frame(Bytes(number, length: Frame.Headroom + 1 + (number * 997 % 100_000)))).ToArray();
        var expected = frames.SelectMany(frame => WebSocketFrame.Of(frame).BytesFor(inflates: false).ToArray()).ToArray();

        var sends = frames.Select(frame => sender.SendSharedAsync(frame).AsTask()).ToArray();
        Assert.True(sender.IsWaiting);
        var received = await ReceiveAsync(expected.Length);
        await Task.WhenAll(sends).WaitAsync(TimeSpan.FromSeconds(10));

        Assert.True(expected.AsSpan().SequenceEqual(received));
        Assert.False(sender.IsWaiting);
    }

    [Fact]
    public async Task Sends_of_many_threads_are_never_mixed()
    {
        var sender = new SocketFrameSender(_server!, inflates: false, TimeProvider.System);
        const int Length = 5_000;
        var reading = ReceiveAsync(400 * Length);

        await Parallel.ForAsync(0, 400, async (number, _) => await sender.SendFrameAsync(Bytes(number % 251, Length)));

        var received = await reading;
        var numbers = received.Chunk(Length).Select(frame => Assert.Single(frame.Distinct())).ToArray();
        Assert.Equal(Enumerable.Range(0, 400).Select(number => (byte)(number % 251)).Order(), numbers.Order());
    }

    [Fact]
    public async Task A_send_to_who_is_gone_fails_and_so_does_every_later_one()
    {
        var sender = new SocketFrameSender(_server!, inflates: false, TimeProvider.System);
        _client.LingerState = new LingerOption(enable: true, seconds: 0);
        _client.Dispose();

        await Assert.ThrowsAsync<SocketException>(SendUntilItFailsAsync);
        await Assert.ThrowsAsync<SocketException>(SendUntilItFailsAsync);

        async Task SendUntilItFailsAsync()
        {
            for (var i = 0; i < 100; i++)
            {
                await sender.SendFrameAsync(Bytes(0, 1_000));
                await Task.Delay(10);
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        _server?.Dispose();
        _listener.Dispose();
        return ValueTask.CompletedTask;
    }

    private static byte[] Bytes(int number, int length)
    {
        var frame = new byte[length];
        Array.Fill(frame, (byte)number);
        return frame;
    }

    private async Task<byte[]> ReceiveAsync(int length)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var received = new byte[length];
        for (var read = 0; read < length;)
        {
            var more = await _client.ReceiveAsync(received.AsMemory(read), patience.Token);
            Assert.NotEqual(0, more);
            read += more;
        }

        return received;
    }
}
