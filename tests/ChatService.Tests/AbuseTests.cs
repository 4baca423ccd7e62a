using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Clockit.ChatService.Tests.Support;
using Clockit.StreamService.Client;
using Clockit.Testing;

namespace Clockit.ChatService.Tests;

/// <summary>What broken and malicious clients do: each is refused with a code, or cut off, and harms nobody else.</summary>
public sealed class AbuseTests(SharedWorld shared) : IClassFixture<SharedWorld>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly World _world = shared.World;

    public static TheoryData<string> Floods =>
    [
        """{"type":1,"invocationId":"1","target":"live_comment","arguments":[{"streamId":"STREAM","comment":"spam"}]}""",
        """{"type":1,"target":"live_comment","arguments":[{"streamId":"STREAM","comment":"spam"}]}""",
        """{"type":1,"invocationId":"1","target":"live_reaction","arguments":[{"streamId":"STREAM","reaction":"🔥"}]}""",
        """{"type":1,"invocationId":"1","target":"join_chat","arguments":[{"streamId":"STREAM"}]}""",
        """{"type":1,"invocationId":"1","target":"no_such_method","arguments":[{}]}""",
        """{"type":1,"invocationId":"1","target":"live_comment","arguments":[]}""",
        """{"type":5,"invocationId":"1"}""",
        """{"type":6}""",
    ];

    [Theory]
    [MemberData(nameof(Floods))]
    public async Task A_connection_that_sends_ten_thousand_records_at_once_is_cut_off_and_others_go_on(string record)
    {
        var stream = _world.Live();
        var (calm, _) = await _world.Person("calm").JoinAsync(stream);
        using var flooder = await RawHubClient.ConnectAsync(_world.Server.Hub, _world.Token(Guid.CreateVersion7(), "mallory"));

        var flooding = flooder.FloodAsync(record.Replace("STREAM", stream.ToString(), StringComparison.Ordinal), 10_000);
        var answers = await flooder.ReadToEndAsync(Patience);
        await flooding;

        // So many are within the pace of calls and that of messages, also when it takes a while.
        Assert.InRange((await _world.Anonymous().ReadAsync(stream)).Offset(), 0, 250);
        foreach (var error in answers.Select(answer => JsonDocument.Parse(answer).RootElement).Where(answer => answer.TryGetProperty("invocationId", out _) && answer.TryGetProperty("error", out _)))
        {
            Assert.Contains(error.Text("error").Split(':')[0], new[] { "chat.rate_limited", "request.invalid" });
        }

        await calm.InvokeAsync("live_comment", new { streamId = stream, comment = "calm" });
        await calm.ReceiveAsync("live_comment_added", comment => comment.Text("comment") == "calm");
    }

    [Fact]
    public async Task A_connection_that_floods_and_does_not_read_its_answers_is_cut_off_too()
    {
        var stream = _world.Live();
        using var flooder = await RawHubClient.ConnectAsync(_world.Server.Hub, _world.Token(Guid.CreateVersion7(), "mallory"));

        var call = $$"""{"type":1,"invocationId":"1","target":"live_comment","arguments":[{"streamId":"{{stream}}","comment":"spam"}]}""";
        await Eventually.TrueAsync(async () => !await flooder.FloodAsync(call, 10_000).WaitAsync(Patience), Patience);

        Assert.InRange((await _world.Anonymous().ReadAsync(stream)).Offset(), 0, 250);
    }

    [Fact]
    public async Task An_account_that_comes_back_again_and_again_is_let_in_only_so_often_and_others_are()
    {
        var stream = _world.Live();
        var mallory = _world.Person("mallory");
        var joined = 0;
        for (var i = 0; i < 60; i++)
        {
            try
            {
                await using var hub = await mallory.ConnectAsync();
                await hub.InvokeAsync("join_chat", new { streamId = stream });
                joined++;
            }
            catch (Exception cut) when (cut is InvalidOperationException or WebSocketException or OperationCanceledException)
            {
                // Not let in.
            }
        }

        // Twenty at once, and two more for every second that this takes.
        Assert.InRange(joined, 20, 50);
        await _world.Person("bob").JoinAsync(stream);
    }

    [Fact]
    public async Task Of_a_thousand_rooms_a_connection_gets_into_twenty_and_an_account_into_a_hundred()
    {
        await using var world = await World.StartAsync(settings: [("Limits:Enabled", "false")]);
        var ann = world.Person("ann");
        var rooms = Enumerable.Range(0, 20).Select(_ => world.Live()).ToArray();

        var joined = 0;
        for (var connection = 0; connection < 10; connection++)
        {
            var hub = await ann.ConnectAsync();
            var ofConnection = 0;
            foreach (var room in connection == 0 ? Enumerable.Range(0, 1000).Select(i => i < rooms.Length ? rooms[i] : world.Live()) : rooms)
            {
                try
                {
                    await hub.InvokeAsync("join_chat", new { streamId = room });
                    ofConnection++;
                }
                catch (HubInvocationException refused)
                {
                    Assert.Equal("chat.too_many_rooms", refused.Code);
                }
            }

            Assert.InRange(ofConnection, 0, 20);
            joined += ofConnection;
        }

        Assert.Equal(100, joined);
    }

    [Theory]
    [InlineData("<script>alert(1)</script><img src=x onerror=alert(1)>")]
    [InlineData("&lt;b&gt; &amp; &#x3C; {{7*7}} ${7*7} <%= 7*7 %>")]
    [InlineData("'; DROP TABLE messages; -- \\ \" \u2028 \u2029 \t ]]>")]
    [InlineData("invoice\u202Egpj.exe\u202C \u2066\u2067\u2068\u2069 \u200Fx\u200E")]
    [InlineData("a\u200Bb\u200Cc\u200Dd\uFEFFe\u2060f")]
    [InlineData("z\u0351\u0343a\u0352l\u0344g\u0353o 👩🏽‍🚀 🏴󠁧󠁢󠁳󠁣󠁴󠁿 ﷽ \uE000 \uFFFD")]
    [InlineData("many\n\n\n\n\n\n\n\n\nlines\r\nof\ttext")]
    public async Task Text_is_stored_and_sent_as_it_was_written_but_for_its_form_and_what_reorders_its_neighbors(string written)
    {
        var text = Regex.Replace(written, "[\u202A-\u202E\u2066-\u2069]", "", RegexOptions.None, TimeSpan.FromSeconds(1)).Normalize();
        var stream = _world.Live();
        var (hub, _) = await _world.Person("ann").JoinAsync(stream);

        await hub.InvokeAsync("live_comment", new { streamId = stream, comment = written });
        var rest = await _world.Person("bob").SayAsync(stream, written);

        Assert.Equal(text, rest.Text("message"));
        Assert.Equal(text, (await hub.ReceiveAsync("live_comment_added")).Text("comment"));
        Assert.Equal(text, (await hub.ReceiveAsync("live_comment_added")).Text("comment"));
        Assert.Equal([text, text], (await _world.Anonymous().ReadAsync(stream)).Texts());
        var (_, joined) = await _world.Anonymous().JoinAsync(stream);
        Assert.Equal([text, text], joined.Texts());
    }

    [Fact]
    public async Task What_a_call_says_of_its_author_place_and_time_is_ignored()
    {
        var host = _world.Person("host");
        var stream = _world.Live(host);
        var ann = _world.Person("ann");
        var (hub, _) = await ann.JoinAsync(stream);
        var forged = new
        {
            streamId = stream,
            comment = "hi",
            message = "forged",
            id = Guid.NewGuid(),
            offset = 99,
            userId = host.Id,
            username = "host",
            user = host.Id,
            u = host.Id,
            n = "host",
            k = "host",
            kind = "admin",
            staff = true,
            roles = new[] { "admin" },
            timestamp = "2001-02-03T00:00:00Z",
        };

        await hub.InvokeAsync("live_comment", forged);
        var added = await hub.ReceiveAsync("live_comment_added");

        Assert.Equal(("hi", "ann", ann.Id.ToString(), 1L), (added.Text("comment"), added.Text("username"), added.Text("userId"), added.Offset()));
        Assert.NotEqual(forged.id, added.GetProperty("id").GetGuid());
        Assert.True(added.GetProperty("timestamp").GetDateTimeOffset().Year > 2001);
    }

    [Fact]
    public async Task Another_accounts_client_id_neither_gives_nor_takes_its_message()
    {
        var stream = _world.Live();
        var (anns, _) = await _world.Person("ann").JoinAsync(stream);
        var (bobs, _) = await _world.Person("bob").JoinAsync(stream);
        var theirs = await anns.InvokeAsync("live_comment", new { streamId = stream, comment = "ann's", clientId = "c" });

        var own = await bobs.InvokeAsync("live_comment", new { streamId = stream, comment = "bob's", clientId = "c" });
        var again = await anns.InvokeAsync("live_comment", new { streamId = stream, comment = "ann's", clientId = "c" });

        Assert.Equal((1L, 2L), (theirs.Offset(), own.Offset()));
        Assert.Equal(theirs.ToString(), again.ToString());
    }

    [Fact]
    public async Task Guessing_a_private_stream_gives_the_same_answer_after_the_same_work_as_one_that_does_not_exist()
    {
        var host = _world.Person("host");
        var hidden = _world.Stream(host, visibility: StreamVisibilities.Private).StreamId;
        var unknown = Guid.CreateVersion7();
        await host.SayAsync(hidden, "secret");
        var mallory = _world.Person("mallory");
        await using var hub = await mallory.ConnectAsync();

        foreach (var (method, rest) in new (string, object)[] { ("join_chat", new { }), ("live_comment", new { comment = "hi" }), ("live_reaction", new { reaction = "🔥" }) })
        {
            var before = (_world.LookUps(hidden), _world.LookUps(unknown));
            var answers = new List<string>();
            foreach (var stream in new[] { hidden, unknown })
            {
                var argument = JsonSerializer.SerializeToNode(rest)!.AsObject();
                argument["streamId"] = stream;
                answers.Add((await Assert.ThrowsAsync<HubInvocationException>(() => hub.InvokeAsync(method, argument))).Message);
            }

            Assert.Equal(answers[0], answers[1]);
            // The host has just been here, so the stream is known; yet it is asked for like one that is not.
            Assert.Equal((1, 1), (_world.LookUps(hidden) - before.Item1, _world.LookUps(unknown) - before.Item2));
        }
    }

    [Fact]
    public async Task Deep_JSON_stores_nothing_and_harms_nobody()
    {
        var stream = _world.Live();
        var (calm, _) = await _world.Person("calm").JoinAsync(stream);
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 5_000)) + "1" + new string('}', 5_000);
        var token = _world.Token(Guid.CreateVersion7(), "mallory");

        using var body = new StringContent($$"""{"message":{{deep}}}""", Encoding.UTF8, "application/json");
        await _world.Person().PostRawAsync(Paths.Chat(stream), body).ShouldBeProblemAsync(400, "request.invalid");
        using (var hub = await RawHubClient.ConnectAsync(_world.Server.Hub, token))
        {
            await hub.SendAsync($$"""{"type":1,"invocationId":"1","target":"live_comment","arguments":[{"streamId":"{{stream}}","comment":"hi","x":{{deep}}}]}""");
            Assert.DoesNotContain(await hub.ReadToEndAsync(Patience), answer => answer.Contains("\"offset\"", StringComparison.Ordinal));
        }

        Assert.Equal(1, (await calm.InvokeAsync("live_comment", new { streamId = stream, comment = "calm" })).Offset());
    }

    [Theory]
    [InlineData(WebSocketMessageType.Text)]
    [InlineData(WebSocketMessageType.Binary)]
    public async Task Bytes_that_are_no_UTF8_store_nothing_and_harm_nobody(WebSocketMessageType type)
    {
        var stream = _world.Live();
        var (calm, _) = await _world.Person("calm").JoinAsync(stream);
        using var hub = await RawHubClient.ConnectAsync(_world.Server.Hub, _world.Token(Guid.CreateVersion7(), "mallory"));
        var call = Encoding.UTF8.GetBytes($$"""{"type":1,"invocationId":"1","target":"live_comment","arguments":[{"streamId":"{{stream}}","comment":"#(#"}]}""" + "\u001e");
        call[Array.IndexOf(call, (byte)'#')] = 0xC3;
        call[Array.IndexOf(call, (byte)'#')] = 0xFF;

        await hub.SendAsync(call, type);
        await hub.SendAsync("""{"type":7}""");
        var answers = await hub.ReadToEndAsync(Patience);

        Assert.DoesNotContain(answers, answer => answer.Contains("\"offset\"", StringComparison.Ordinal));
        Assert.All(answers.Where(answer => answer.Contains("\"type\":3", StringComparison.Ordinal)), answer => Assert.Contains("request.invalid", answer, StringComparison.Ordinal));
        Assert.Equal(1, (await calm.InvokeAsync("live_comment", new { streamId = stream, comment = "calm" })).Offset());
    }
}
