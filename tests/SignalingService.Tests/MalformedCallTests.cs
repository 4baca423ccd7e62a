using System.Text.Json;
using Clockit.SignalingService.Tests.Support;

namespace Clockit.SignalingService.Tests;

public sealed class MalformedCallTests
{
    private static readonly (string Method, string Arguments)[] Malformed =
    [
        ("join_live", ""),
        ("join_live", "null"),
        ("join_live", "{}"),
        ("join_live", "[]"),
        ("join_live", "\"a stream\""),
        ("join_live", """{"streamId":7}"""),
        ("join_live", """{"streamId":null}"""),
        ("join_live", """{"streamId":{"$ne":null}}"""),
        ("join_live", """{"streamId":"$STREAM","deviceId":7}"""),
        ("join_live", """{"streamId":"$STREAM","deviceId":""}"""),
        ("join_live", """{"streamId":"$STREAM"},{"streamId":"$STREAM"}"""),
        ("leave_live", ""),
        ("leave_live", "{}"),
        ("leave_live", "null"),
        ("live_offer", ""),
        ("live_offer", "null"),
        ("live_offer", """{"streamId":"$STREAM"}"""),
        ("live_offer", """{"streamId":"$STREAM","to":"x"}"""),
        ("live_offer", """{"streamId":"$STREAM","to":"x","offer":null}"""),
        ("live_offer", """{"streamId":"$STREAM","to":"x","offer":7}"""),
        ("live_offer", """{"streamId":"$STREAM","to":7,"offer":{"sdp":"v=0"}}"""),
        ("live_offer", """{"streamId":"$STREAM","offer":{"sdp":"v=0"}}"""),
        ("live_answer", """{"streamId":"$STREAM","to":"x"}"""),
        ("live_ice_candidate", """{"streamId":"$STREAM","to":"","candidate":{}}"""),
        ("no_such_method", "{}"),
        ("OnConnectedAsync", ""),
    ];

    [Fact]
    public async Task Calls_whose_arguments_do_not_fit_are_refused_with_a_code_and_the_connection_lives_on()
    {
        await using var world = await World.CreateAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        var client = await world.ConnectAsync(node);
        foreach (var (method, text) in Malformed)
        {
            using var arguments = JsonDocument.Parse($"[{text.Replace("$STREAM", stream.StreamId.ToString(), StringComparison.Ordinal)}]");
            object?[] values = [.. arguments.RootElement.EnumerateArray().Select(value => (object?)value)];

            var code = await client.InvokeAsync(method, values).RefusalAsync();

            Assert.True(code == "request.invalid", $"{method} [{text}] gave {code}");
        }

        Assert.Equal(1, (await client.JoinAsync(stream)).ViewerCount());
    }

    [Theory]
    [InlineData("live_offer", """{"sdp":"\ud800"}""", "offer")]
    [InlineData("live_answer", "\"\\udc00\"", "answer")]
    [InlineData("live_ice_candidate", """{"\ud83d":1}""", "candidate")]
    public async Task A_signal_that_is_no_Unicode_is_refused(string method, string signal, string name)
    {
        await using var world = await World.CreateAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        var client = await world.ConnectAsync(node);

        var call = client.InvokeRawAsync(method, $$"""[{"streamId":"{{stream.StreamId}}","to":"x","{{name}}":{{signal}}}]""");

        Assert.Equal("request.invalid", await call.RefusalAsync());
    }
}
