using Clockit.Realtime.Transport;

namespace Clockit.Realtime.Tests.Sockets;

/// <summary>Frames that no hub sees, and that cost all the same.</summary>
public sealed class ControlFrameTests(RedisServer redis)
{
    private const int Ping = 0x09;
    private const int Pong = 0x0a;
    private readonly string _prefix = $"test-{Guid.NewGuid():N}:";

    [Theory]
    [InlineData(Ping)]
    [InlineData(Pong)]
    public async Task A_flood_of_them_ends_the_connection(int opcode)
    {
        await using var host = await HubHost.StartAsync(redis, _prefix);
        using var client = await RawClient.JoinAsync(host.Hub, offers: null, "room");
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            for (var count = 0; count < 1_000_000; count++)
            {
                await client.SendAsync(RawClient.Final | opcode, default);
            }
        });
        await client.EndAsync();
    }

    [Fact]
    public async Task A_few_are_answered()
    {
        await using var host = await HubHost.StartAsync(redis, _prefix);
        using var client = await RawClient.JoinAsync(host.Hub, offers: null, "room");
        for (byte count = 0; count < 10; count++)
        {
            await client.SendAsync(RawClient.Final | Ping, new[] { count });
            var (first, payload) = await client.ReadFrameAsync();
            Assert.Equal((RawClient.Final | Pong, count), (first, Assert.Single(payload)));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(100_000)]
    public void They_are_counted_wherever_the_bytes_are_cut(int piece)
    {
        byte[] bytes =
        [
            .. Frame(0x81, 5), .. Frame(0x89, 0), .. Frame(0x02, 125), .. Frame(0x8a, 125), .. Frame(0x81, 126), .. Frame(0x81, 65_535),
            .. Frame(0x89, 3), .. Frame(0x81, 65_536), .. Frame(0x88, 2),
        ];
        var control = new ControlFrameCount();
        Assert.Equal(4, bytes.Chunk(piece).Sum(part => control.Add(part)));
    }

    private static byte[] Frame(byte first, int length)
    {
        byte[] size = length switch
        {
            < 126 => [(byte)(0x80 | length)],
            < 65_536 => [0x80 | 126, (byte)(length >> 8), (byte)length],
            _ => [0x80 | 127, 0, 0, 0, 0, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length],
        };
        // A payload that looks like pings, so that whoever reads it as frames is found out.
        return [first, .. size, 1, 2, 3, 4, .. Enumerable.Repeat<byte>(0x89, length)];
    }
}
