using System.Globalization;
using System.Text.Json;
using Clockit.Testing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace Clockit.Realtime.Tests.Sockets;

public sealed class CompressionTests(RedisServer redis)
{
    /// <summary>Alone enough to be worth compressing for two.</summary>
    private static readonly string Long = string.Join(' ', Enumerable.Range(0, 12_000).Select(i => (i * 7919) % 1000));

    private readonly string _prefix = $"test-{Guid.NewGuid():N}:";

    [Fact]
    public async Task A_busy_rooms_messages_are_compressed_for_those_who_offered_it_and_the_same_for_all()
    {
        await using var host = await HubHost.StartAsync(redis, _prefix, Unbounded);
        using var saved = host.Measure("clockit.realtime.compression.saved");
        using var compressed = await RawClient.JoinAsync(host.Hub, RawClient.AsBrowsersOffer, "room");
        using var plain = await RawClient.JoinAsync(host.Hub, offers: null, "room");
        var (first, firstFrames) = (new List<JsonElement>(), new List<(byte First, byte[])>());
        var (second, secondFrames) = (new List<JsonElement>(), new List<(byte First, byte[])>());
        for (var i = 0; i < 200; i++)
        {
            await host.Context.Clients.Group("room").SendAsync("said", new { i, text = Long[i..(i + 10_000)] });
            // In between both catch up, so that neither is a slow reader.
            if (i % 10 == 9)
            {
                await ReceiveAsync(compressed, i + 1, first, firstFrames);
                await ReceiveAsync(plain, i + 1, second, secondFrames);
            }
        }

        Assert.Equal("permessage-deflate; server_no_context_takeover; client_no_context_takeover", compressed.Extensions);
        Assert.Null(plain.Extensions);
        Assert.Equal(Enumerable.Range(0, 200), first.Select(message => message.GetProperty("i").GetInt32()));
        Assert.Equal(second.Select(message => message.GetRawText()), first.Select(message => message.GetRawText()), StringComparer.Ordinal);
        var large = firstFrames.Where(frame => RawClient.Records(frame).Count > 3).ToList();
        Assert.NotEmpty(large);
        Assert.All(large, frame => Assert.Equal(RawClient.Final | RawClient.Rsv1 | RawClient.Text, frame.First));
        Assert.All(secondFrames, frame => Assert.Equal(RawClient.Final | RawClient.Text, frame.First));
        Assert.Equal(secondFrames.Sum(Size) - firstFrames.Sum(Size), saved.Sum);
        Assert.True(firstFrames.Sum(Size) * 2 < secondFrames.Sum(Size));
    }

    [Fact]
    public async Task What_is_small_or_cannot_be_compressed_or_is_for_one_or_not_for_all_goes_as_it_is()
    {
        await using var host = await HubHost.StartAsync(redis, _prefix, options => options.Tick = TimeSpan.Zero);
        using var client = await RawClient.JoinAsync(host.Hub, RawClient.AsBrowsersOffer, "room");
        await using var other = await HubClient.ConnectAsync(host.Hub);
        var id = await other.InvokeAsync<string>("join", "room");
        var random = new byte[200_000];
        new Random(1).NextBytes(random);
        await client.SendAsync(RawClient.Final | RawClient.Text, RawClient.Record($$"""{"type":1,"invocationId":"9","target":"who","arguments":[]}"""));
        var answer = await client.ReadFrameAsync();

        await host.Context.Clients.Group("room").SendAsync("said", "short");
        var small = await client.ReadFrameAsync();
        await host.Context.Clients.Group("room").SendAsync("said", random.Select(value => (char)(value + 0x4e00)).ToArray());
        var noise = await client.ReadFrameAsync();
        await host.Context.Clients.GroupExcept("room", [id]).SendAsync("said", Long);
        var partial = await client.ReadFrameAsync();
        await host.Context.Clients.Client(client.Id).SendAsync("said", Long + Long);
        var direct = await client.ReadFrameAsync();
        await host.Context.Clients.Group("room").SendAsync("said", Long);
        var whole = await client.ReadFrameAsync();

        Assert.Equal([0x81, 0x81, 0x81, 0x81, 0xc1], [answer.First, small.First, partial.First, direct.First, whole.First]);
        Assert.Equal(Long, Assert.Single(RawClient.Records(whole)).GetProperty("arguments")[0].GetString());
        Assert.Equal(200_000, Assert.Single(RawClient.Records(noise)).GetProperty("arguments")[0].GetArrayLength());
    }

    [Fact]
    public async Task Nothing_is_compressed_where_it_is_switched_off()
    {
        await using var host = await HubHost.StartAsync(redis, _prefix, options => options.Compression = false);
        using var client = await RawClient.JoinAsync(host.Hub, RawClient.AsBrowsersOffer, "room");
        using var other = await RawClient.JoinAsync(host.Hub, RawClient.AsBrowsersOffer, "room");

        await host.Context.Clients.Group("room").SendAsync("said", Long);

        Assert.Null(client.Extensions);
        Assert.Equal(RawClient.Final | RawClient.Text, (await client.ReadFrameAsync()).First);
    }

    [Fact]
    public async Task Who_joins_between_two_messages_of_a_batch_gets_the_second_only()
    {
        await using var host = await HubHost.StartAsync(redis, _prefix, options => options.Tick = TimeSpan.FromMilliseconds(900));
        using var early = await RawClient.JoinAsync(host.Hub, RawClient.AsBrowsersOffer, "room");
        var room = host.Context.Clients.Group("room");
        await room.SendAsync("said", "at once");
        await early.ReadFrameAsync();

        await room.SendAsync("said", "one " + Long);
        using var late = await RawClient.JoinAsync(host.Hub, RawClient.AsBrowsersOffer, "room");
        await room.SendAsync("said", "two " + Long);

        var both = await early.ReadFrameAsync();
        Assert.NotEqual(0, both.First & RawClient.Rsv1);
        Assert.Equal(["one", "two"], Texts(both));
        Assert.Equal(["two"], Texts(await late.ReadFrameAsync()));
        await room.SendAsync("said", "three " + Long);
        Assert.Equal(["three"], Texts(await early.ReadFrameAsync()));
        Assert.Equal(["three"], Texts(await late.ReadFrameAsync()));

        static IEnumerable<string> Texts((byte, byte[]) frame) =>
            RawClient.Records(frame).Select(message => message.GetProperty("arguments")[0].GetString()!.Split(' ')[0]);
    }

    [Fact]
    public async Task Signalrs_own_client_with_compression_calls_and_receives()
    {
        await using var host = await HubHost.StartAsync(redis, _prefix, Unbounded);
        using var saved = host.Measure("clockit.realtime.compression.saved");
        await using var ada = StockHubClient.Create(host.Hub, compress: true);
        await using var bob = StockHubClient.Create(host.Hub, compress: true);
        var heard = System.Threading.Channels.Channel.CreateUnbounded<JsonElement>();
        bob.On<JsonElement>("said", message => Assert.True(heard.Writer.TryWrite(message)));
        await ada.StartAsync();
        await bob.StartAsync();
        await ada.InvokeAsync("join", "room");
        await bob.InvokeAsync("join", "room");

        for (var i = 0; i < 100; i++)
        {
            // Its length makes several frames of the buffer that it is received with.
            await ada.InvokeAsync("say", "room", i.ToString(CultureInfo.InvariantCulture) + " " + Long[..30_000]);
            await host.Context.Clients.Group("room").SendAsync("said", new { text = $"{i} too {Long}" });
        }

        for (var i = 0; i < 100; i++)
        {
            foreach (var text in (string[])[$"{i} {Long[..30_000]}", $"{i} too {Long}"])
            {
                var message = await heard.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
                Assert.Equal(text, message.GetProperty("text").GetString());
            }
        }

        Assert.True(saved.Sum > 0);
    }

    [Fact]
    public async Task A_reader_that_stops_for_a_while_misses_what_it_is_told_and_gets_the_rest_in_order()
    {
        const int Count = 600;
        await using var host = await HubHost.StartAsync(redis, _prefix, options =>
        {
            options.Tick = TimeSpan.FromMilliseconds(5);
            options.Recoverable("said");
            options.GapMarker = gap => new GapMessage("gap", new { dropped = gap.Dropped });
            options.MaxQueuedRecoverableBytes = 300_000;
        });
        using var slow = await RawClient.JoinAsync(host.Hub, RawClient.AsBrowsersOffer, "room");
        using var fast = await RawClient.JoinAsync(host.Hub, RawClient.AsBrowsersOffer, "room");
        var random = new Random(1);
        var heard = new List<JsonElement>();

        // Hardly compressible, so that it is more than the kernel's buffers take.
        for (var i = 0; i < Count; i++)
        {
            var noise = new byte[30_000];
            random.NextBytes(noise);
            await host.Context.Clients.Group("room").SendAsync("said", new { i, noise });
            if (i % 5 == 4)
            {
                await ReceiveAsync(fast, i + 1, heard, []);
            }
        }

        Assert.Equal(Enumerable.Range(0, Count), heard.Select(message => message.GetProperty("i").GetInt32()));
        var (next, dropped, deflated, plain) = (0, 0, 0, 0);
        while (next < Count)
        {
            var frame = await slow.ReadFrameAsync();
            (deflated, plain) = (frame.First & RawClient.Rsv1) == 0 ? (deflated, plain + 1) : (deflated + 1, plain);
            foreach (var record in RawClient.Records(frame))
            {
                var argument = record.GetProperty("arguments")[0];
                if (argument.TryGetProperty("dropped", out var missed))
                {
                    dropped += missed.GetInt32();
                    next += missed.GetInt32();
                }
                else
                {
                    Assert.Equal(next++, argument.GetProperty("i").GetInt32());
                }
            }
        }

        Assert.True(dropped > 0, "Nothing was dropped.");
        Assert.True(deflated > 0 && plain > 0, $"{deflated} compressed, {plain} plain.");
    }

    /// <summary>A busy machine makes a slow reader of anyone.</summary>
    private static void Unbounded(RealtimeOptions options) =>
        (options.Tick, options.MaxQueuedCriticalBytes) = (TimeSpan.FromMilliseconds(20), int.MaxValue);

    private static long Size((byte First, byte[] Payload) frame) =>
        frame.Payload.Length + (frame.Payload.Length switch { < 126 => 2, <= ushort.MaxValue => 4, _ => 10 });

    private static async Task ReceiveAsync(RawClient client, int count, List<JsonElement> messages, List<(byte First, byte[])> frames)
    {
        while (messages.Count < count)
        {
            var frame = await client.ReadFrameAsync();
            frames.Add(frame);
            messages.AddRange(RawClient.Records(frame).Select(record => record.GetProperty("arguments")[0]));
        }
    }
}
