using System.Text;
using Clockit.Testing;

namespace Clockit.Realtime.Tests.Sockets;

/// <summary>What a client may send that no honest one does: it ends that connection, soon, and no other.</summary>
public sealed class HostileCompressionTests(RedisServer redis)
{
    private const int FinalText = RawClient.Final | RawClient.Text;
    private const int Deflated = FinalText | RawClient.Rsv1;
    private const int ProtocolError = 1002;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly byte[] Say = RawClient.Record("""{"type":1,"target":"say","arguments":["room","hello"]}""");

    private readonly string _prefix = $"test-{Guid.NewGuid():N}:";

    [Fact]
    public Task A_compressed_message_in_pieces_is_understood() => RunAsync(isEnded: false, async client =>
    {
        var deflated = RawClient.Deflate(Say);
        await client.SendAsync(RawClient.Text | RawClient.Rsv1, deflated.AsMemory(0, 5));
        await client.SendAsync(RawClient.Continuation, Array.Empty<byte>());
        await client.SendAsync(RawClient.Continuation | RawClient.Final, deflated.AsMemory(5));
    });

    [Fact]
    public Task A_compressed_message_without_an_agreement_is_an_error_of_protocol() =>
        RunAsync(isEnded: true, client => client.SendAsync(Deflated, RawClient.Deflate(Say)), offers: null, closeCode: ProtocolError);

    [Fact]
    public Task A_continuation_that_says_it_is_compressed_is_an_error_of_protocol() => RunAsync(
        isEnded: true,
        async client =>
        {
            var deflated = RawClient.Deflate(Say);
            await client.SendAsync(RawClient.Text | RawClient.Rsv1, deflated.AsMemory(0, 5));
            await client.SendAsync(RawClient.Continuation | RawClient.Rsv1 | RawClient.Final, deflated.AsMemory(5));
        },
        closeCode: ProtocolError);

    [Fact]
    public Task What_is_no_deflate_data_ends_the_connection() =>
        RunAsync(isEnded: true, client => client.SendAsync(Deflated, new byte[] { 0x07, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff }));

    [Fact]
    public Task What_is_compressed_but_no_json_ends_the_connection() =>
        RunAsync(isEnded: true, client => client.SendAsync(Deflated, RawClient.Deflate(RawClient.Record("nonsense"))));

    [Fact]
    public Task What_is_cut_off_ends_the_connection() => RunAsync(isEnded: true, async client =>
    {
        await client.SendAsync(Deflated, RawClient.Deflate(Say).AsMemory(0, 30));
        await client.SendAsync(Deflated, RawClient.Deflate(Say));
    });

    [Theory]
    [InlineData(10_000_000)]
    [InlineData(300_000_000)]
    public Task Zeros_without_end_are_inflated_no_further_than_a_message_may_be_long(int length) =>
        RunAsync(isEnded: true, client => SendUnlessCutOffAsync(client, Deflated, RawClient.Deflate(new byte[length])));

    [Fact]
    public Task Records_beyond_number_in_few_bytes_are_a_flood() => RunAsync(
        isEnded: true,
        client => SendUnlessCutOffAsync(
            client, Deflated, RawClient.Deflate(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("{\"type\":6}\u001e", 1_000_000))))),
        configure: options => options.MaxReceivedPerSecond = 1000);

    [Fact]
    public Task Blocks_that_hold_nothing_end_the_connection() =>
        RunAsync(isEnded: true, client => SendUnlessCutOffAsync(
            client, Deflated, Enumerable.Repeat<byte[]>([0, 0, 0, 0xff, 0xff], 1_000_000).SelectMany(block => block).ToArray()));

    [Fact]
    public Task Frames_that_hold_nothing_end_the_connection() => RunAsync(isEnded: true, async client =>
    {
        for (var i = 0; i < 10_000; i++)
        {
            await SendUnlessCutOffAsync(client, FinalText, default);
        }
    });

    // RFC 7692, section 7.2.3.4, allows a last block; the WebSocket takes none.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(10_000)]
    public Task What_follows_the_last_block_of_a_message_ends_the_connection(int length) => RunAsync(isEnded: true, async client =>
    {
        using var stream = new MemoryStream();
        await using (var deflate = new System.IO.Compression.DeflateStream(stream, System.IO.Compression.CompressionMode.Compress, leaveOpen: true))
        {
            deflate.Write(RawClient.Record("""{"type":6}"""));
        }

        stream.Write(new byte[length]);
        await client.SendAsync(Deflated, stream.ToArray());
    });

    /// <summary>Does what it is to one connection of a room and sees how it ends; another one's call must reach a third.</summary>
    private async Task RunAsync(
        bool isEnded, Func<RawClient, Task> act, string? offers = RawClient.AsBrowsersOffer, int? closeCode = null, Action<RealtimeOptions>? configure = null)
    {
        await using var host = await HubHost.StartAsync(redis, _prefix, configure);
        await using var fine = await HubClient.ConnectAsync(host.Hub);
        await fine.InvokeAsync("join", "room");
        using var client = await RawClient.JoinAsync(host.Hub, offers, "room");
        using var open = host.Measure("clockit.realtime.connections");

        await act(client);

        if (isEnded)
        {
            var code = await client.EndAsync().WaitAsync(Patience);
            Assert.True(closeCode is null || closeCode == code, $"Closed with {code}.");
            await Eventually.TrueAsync(() => open.Sum == -1);
            await fine.InvokeAsync("say", "room", "still here");
            Assert.Equal("still here", (await fine.ReceiveAsync("said")).GetProperty("text").GetString());
        }
        else
        {
            Assert.Equal("hello", (await fine.ReceiveAsync("said")).GetProperty("text").GetString());
            Assert.Equal(0, open.Sum);
        }
    }

    private static async Task SendUnlessCutOffAsync(RawClient client, int first, ReadOnlyMemory<byte> payload)
    {
        try
        {
            await client.SendAsync(first, payload);
        }
        catch (IOException)
        {
            // The server has had enough.
        }
    }
}
