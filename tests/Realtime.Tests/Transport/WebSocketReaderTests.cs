using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using Clockit.Realtime.Tests.Sockets;
using Clockit.Realtime.Transport;

namespace Clockit.Realtime.Tests.Transport;

public sealed class WebSocketReaderTests
{
    [Theory]
    [InlineData(10)]
    [InlineData(4096)]
    [InlineData(20_000)]
    public async Task After_a_compressed_message_an_idle_connection_waits_without_a_buffer(int length)
    {
        var message = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, length)).AsSpan(0, length).ToString());
        var client = new Client();
        using var socket = WebSocket.CreateFromStream(client, new WebSocketCreationOptions
        {
            IsServer = true,
            KeepAliveInterval = TimeSpan.Zero,
            DangerousDeflateOptions = PerMessageDeflate.Incoming,
        });
        var reader = new WebSocketReader(socket, pace: null, () => Assert.Fail("Not a flood."));

        for (var time = 0; time < 2; time++)
        {
            var received = new ArrayBufferWriter<byte>();
            var read = reader.ReadAsync();
            Assert.False(read.IsCompleted);
            Assert.Equal(0, client.Asked);
            await client.SendAsync(message);
            while (true)
            {
                var result = await read;
                Assert.False(result.IsCompleted);
                foreach (var part in result.Buffer)
                {
                    received.Write(part.Span);
                }

                reader.AdvanceTo(result.Buffer.End);
                if (received.WrittenCount == length)
                {
                    break;
                }

                read = reader.ReadAsync();
            }

            Assert.Equal(message, received.WrittenSpan.ToArray());
        }

        var waiting = reader.ReadAsync();
        Assert.False(waiting.IsCompleted);
        Assert.Equal(0, client.Asked);
    }

    /// <summary>What the server reads from: says how much it was last asked for while there was nothing.</summary>
    private sealed class Client : MemoryStream
    {
        private readonly System.IO.Pipelines.Pipe _pipe = new();

        public int Asked { get; private set; } = -1;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Asked = buffer.Length;
            var result = await _pipe.Reader.ReadAsync(cancellationToken);
            var length = (int)Math.Min(buffer.Length, result.Buffer.Length);
            result.Buffer.Slice(0, length).CopyTo(buffer.Span);
            _pipe.Reader.AdvanceTo(result.Buffer.GetPosition(length));
            return length;
        }

        public async Task SendAsync(byte[] message)
        {
            var payload = RawClient.Deflate(message);
            byte[] header = payload.Length < 126
                ? [0xc1, (byte)(0x80 | payload.Length), 0, 0, 0, 0]
                : [0xc1, 0xfe, (byte)(payload.Length >> 8), (byte)payload.Length, 0, 0, 0, 0];
            await _pipe.Writer.WriteAsync((byte[])[.. header, .. payload]);
        }
    }
}
