using System.Text;
using Clockit.ChatService.Tests.Support;
using Clockit.StreamService.Client;

namespace Clockit.ChatService.Tests;

/// <summary>Sending messages over HTTP: what is accepted, and what is refused with which code.</summary>
public sealed class WritingTests(SharedWorld shared) : IClassFixture<SharedWorld>
{
    private readonly World _world = shared.World;

    [Fact]
    public async Task A_message_is_stored_under_the_name_in_the_token_and_read_back_as_written()
    {
        var ann = _world.Person("ann");
        var stream = _world.Live();
        const string Text = "<b>hi</b> & \u200Folleh\u200E 👨‍👩‍👧‍👦 'q' \"d\"";

        using var response = await ann.PostAsync(Paths.Chat(stream), new { message = $"  {Text}\n", username = "root", userId = Guid.NewGuid() });
        var sent = await response.ShouldBeAsync(201);
        var page = await _world.Anonymous().ReadAsync(stream);

        Assert.Equal(Text, sent.Text("message"));
        Assert.Equal("ann", sent.Text("username"));
        Assert.Equal(ann.Id.ToString(), sent.Text("userId"));
        Assert.Equal(stream.ToString(), sent.Text("streamId"));
        Assert.Equal(1, sent.Offset());
        Assert.Equal([Text], page.Texts());
        Assert.Equal(sent.Text("id"), page.GetProperty("messages")[0].Text("id"));
    }

    [Fact]
    public async Task The_comment_address_takes_a_message_under_either_name()
    {
        var ann = _world.Person();
        var stream = _world.Live();

        using var first = await ann.PostAsync($"/api/live/{stream}/comment", new { comment = "one" });
        using var second = await ann.PostAsync($"/api/live/{stream}/comment", new { message = "two" });

        await first.ShouldBeAsync(201);
        await second.ShouldBeAsync(201);
        Assert.Equal(["one", "two"], (await ann.ReadAsync(stream)).Texts());
    }

    [Fact]
    public async Task Five_hundred_characters_pass_and_one_more_does_not()
    {
        var ann = _world.Person();
        var stream = _world.Live();

        await ann.SayAsync(stream, new string('a', 500));
        await ann.SayAsync(stream, string.Concat(Enumerable.Repeat("😀", 500)));
        await ann.SayAsync(stream, string.Concat(Enumerable.Repeat("👨‍👩‍👧‍👦", 500)));

        await ann.PostAsync(Paths.Chat(stream), new { message = new string('a', 501) }).ShouldBeProblemAsync(422, "chat.message_invalid");
    }

    [Theory]
    [InlineData("")]
    [InlineData("   \t\n ")]
    [InlineData("\u200B\u2060\uFEFF")]
    [InlineData("\u3164")]
    [InlineData("a\u0000b")]
    [InlineData("Z\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309\u030A")]
    [InlineData("\u200B\u200B\u200B\u200B\u200B\u200B\u200B\u200B\u200B\u200B\u200Ba")]
    public async Task A_message_without_anything_to_see_or_with_a_flood_of_marks_is_refused(string message)
    {
        var problem = await _world.Person().PostAsync(Paths.Chat(_world.Live()), new { message }).ShouldBeProblemAsync(422, "chat.message_invalid");

        Assert.True(problem.GetProperty("errors").TryGetProperty("message", out _));
    }

    [Fact]
    public async Task A_message_of_ten_thousand_characters_is_refused_as_a_message_and_a_huge_body_as_a_body()
    {
        var ann = _world.Person();
        var stream = _world.Live();

        await ann.PostAsync(Paths.Chat(stream), new { message = new string('x', 10_000) }).ShouldBeProblemAsync(422, "chat.message_invalid");
        using var huge = new StringContent($"{{\"message\":\"{new string('x', 10_000_000)}\"}}", Encoding.UTF8, "application/json");
        await ann.PostRawAsync(Paths.Chat(stream), huge).ShouldBeProblemAsync(413, "request.too_large");
    }

    [Fact]
    public async Task A_message_of_32_KB_is_refused_as_a_message()
    {
        var ann = _world.Person();
        var stream = _world.Live();

        await ann.PostAsync(Paths.Chat(stream), new { message = new string('x', 32 * 1024) }).ShouldBeProblemAsync(422, "chat.message_invalid");

        Assert.Empty((await ann.ReadAsync(stream)).Texts());
    }

    [Theory]
    [InlineData("{\"message\":")]
    [InlineData("{\"message\":5}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"message\":\"\\ud800\"}")]
    [InlineData("{\"message\":\"hi\",\"replyTo\":\"x\"}")]
    [InlineData("{\"message\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}}}}}}}}}}}}")]
    public async Task A_body_that_cannot_be_read_is_a_bad_request(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        await _world.Person().PostRawAsync(Paths.Chat(_world.Live()), content).ShouldBeProblemAsync(400, "request.invalid");
    }

    [Fact]
    public async Task Bytes_that_are_not_Unicode_are_a_bad_request()
    {
        using var content = new ByteArrayContent([.. "{\"message\":\""u8, 0xC3, 0x28, .. "\"}"u8]);
        content.Headers.ContentType = new("application/json");

        await _world.Person().PostRawAsync(Paths.Chat(_world.Live()), content).ShouldBeProblemAsync(400, "request.invalid");
    }

    [Fact]
    public async Task A_wrong_content_type_is_refused()
    {
        using var content = new StringContent("{\"message\":\"hi\"}", Encoding.UTF8, "text/plain");

        await _world.Person().PostRawAsync(Paths.Chat(_world.Live()), content).ShouldBeProblemAsync(415, "request.unsupported_media_type");
    }

    [Fact]
    public async Task Whoever_is_not_signed_in_reads_and_does_not_write()
    {
        var stream = _world.Live();
        await _world.Person().SayAsync(stream, "hello");

        await _world.Anonymous().PostAsync(Paths.Chat(stream), new { message = "hi" }).ShouldBeProblemAsync(401, "auth.required");

        Assert.Equal(["hello"], (await _world.Anonymous().ReadAsync(stream)).Texts());
    }

    [Fact]
    public async Task An_unknown_stream_has_no_chat()
    {
        await _world.Person().PostAsync(Paths.Chat(Guid.NewGuid()), new { message = "hi" }).ShouldBeProblemAsync(404, "stream.not_found");
        await _world.Anonymous().GetAsync(Paths.Chat(Guid.NewGuid())).ShouldBeProblemAsync(404, "stream.not_found");
    }

    [Fact]
    public async Task A_private_stream_is_unknown_to_everyone_but_its_host_and_the_sites_moderators()
    {
        var host = _world.Person("host");
        var stream = _world.Stream(host, visibility: StreamVisibilities.Private).StreamId;
        await host.SayAsync(stream, "secret");

        foreach (var stranger in new[] { _world.Person("bob"), _world.Anonymous() })
        {
            await stranger.GetAsync(Paths.Chat(stream)).ShouldBeProblemAsync(404, "stream.not_found");
            await stranger.GetAsync($"{Paths.Chat(stream)}/replay").ShouldBeProblemAsync(404, "stream.not_found");
            await using var hub = await stranger.ConnectAsync();
            await hub.InvokeAsync("join_chat", new { streamId = stream }).ShouldBeRefusedAsync("stream.not_found");
        }

        await _world.Person("bob").PostAsync(Paths.Chat(stream), new { message = "hi" }).ShouldBeProblemAsync(404, "stream.not_found");
        await _world.Person("bob").GetAsync(Paths.Settings(stream)).ShouldBeProblemAsync(404, "stream.not_found");
        Assert.Equal(["secret"], (await _world.Person("mod", ["moderator"]).ReadAsync(stream)).Texts());
    }

    [Theory]
    [InlineData(StreamStatuses.Ended)]
    [InlineData(StreamStatuses.Upcoming)]
    public async Task A_stream_that_is_not_live_takes_no_messages(string status)
    {
        var stream = _world.Stream(status: status).StreamId;

        await _world.Person().PostAsync(Paths.Chat(stream), new { message = "hi" }).ShouldBeProblemAsync(409, "chat.closed");
    }

    [Fact]
    public async Task A_stream_whose_chat_is_off_takes_no_messages()
    {
        var stream = _world.Stream(chatEnabled: false).StreamId;

        await _world.Person().PostAsync(Paths.Chat(stream), new { message = "hi" }).ShouldBeProblemAsync(409, "chat.closed");
    }

    [Fact]
    public async Task An_interrupted_stream_still_takes_messages()
    {
        var stream = _world.Stream(status: StreamStatuses.Interrupted).StreamId;

        await _world.Person().SayAsync(stream, "are you there?");
    }

    [Fact]
    public async Task The_same_client_id_gives_the_same_message_however_many_arrive_at_once()
    {
        var ann = _world.Person("ann");
        var stream = _world.Live();

        var sent = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ann.SayAsync(stream, "once", clientId: "c1")));
        var other = await ann.SayAsync(stream, "twice", clientId: "c2");

        Assert.Single(sent.Select(message => message.Text("id")).Distinct(StringComparer.Ordinal));
        Assert.All(sent, message => Assert.Equal(1, message.Offset()));
        Assert.Equal(2, other.Offset());
        Assert.Equal(["once", "twice"], (await ann.ReadAsync(stream)).Texts());
    }

    [Fact]
    public async Task A_client_id_belongs_to_its_author()
    {
        var stream = _world.Live();
        await _world.Person("ann").SayAsync(stream, "mine", clientId: "c1");

        var bobs = await _world.Person("bob").SayAsync(stream, "also mine", clientId: "c1");

        Assert.Equal("also mine", bobs.Text("message"));
        Assert.Equal(2, bobs.Offset());
    }

    [Fact]
    public async Task A_client_id_is_told_to_nobody_but_its_author()
    {
        var ann = _world.Person("ann");
        var stream = _world.Live();
        await ann.SayAsync(stream, "mine", clientId: "c1");

        Assert.Equal("c1", (await ann.ReadAsync(stream)).GetProperty("messages")[0].Text("clientId"));
        Assert.Null((await _world.Person("bob").ReadAsync(stream)).GetProperty("messages")[0].GetProperty("clientId").GetString());
    }

    [Fact]
    public async Task A_client_id_that_is_too_long_is_refused() =>
        await _world.Person().PostAsync(Paths.Chat(_world.Live()), new { message = "hi", clientId = new string('c', 65) })
            .ShouldBeProblemAsync(422, "request.invalid");

    [Fact]
    public async Task A_reply_names_a_message_of_the_same_room()
    {
        var ann = _world.Person();
        var stream = _world.Live();
        var question = await ann.SayAsync(stream, "why?");

        using var response = await ann.PostAsync(Paths.Chat(stream), new { message = "because", replyTo = question.Text("id") });
        var answer = await response.ShouldBeAsync(201);

        Assert.Equal(question.Text("id"), answer.Text("replyTo"));
        await ann.PostAsync(Paths.Chat(_world.Live()), new { message = "because", replyTo = question.Text("id") })
            .ShouldBeProblemAsync(422, "chat.reply_not_found");
    }

    [Fact]
    public async Task A_reply_to_a_message_that_was_deleted_is_refused()
    {
        var ann = _world.Person();
        var stream = _world.Live();
        var question = await ann.SayAsync(stream, "why?");
        using var deleted = await ann.DeleteAsync(Paths.Message(stream, question));
        await deleted.ShouldBeAsync(204);

        await ann.PostAsync(Paths.Chat(stream), new { message = "because", replyTo = question.Text("id") }).ShouldBeProblemAsync(422, "chat.reply_not_found");
    }

    [Fact]
    public async Task A_message_that_was_stored_is_given_again_though_a_term_of_it_is_blocked_since()
    {
        var host = _world.Person("host");
        var ann = _world.Person("ann");
        var stream = _world.Live(host);
        var sent = await ann.SayAsync(stream, "spam", clientId: "c");
        using var blocked = await host.PutAsync(Paths.Settings(stream), new { blockedTerms = new[] { "spam" } });
        await blocked.ShouldBeAsync(200);
        await ann.PostAsync(Paths.Chat(stream), new { message = "spam" }).ShouldBeProblemAsync(422, "chat.message_blocked");

        Assert.Equal(sent.Text("id"), (await ann.SayAsync(stream, "spam", clientId: "c")).Text("id"));
    }

    [Fact]
    public async Task Whoever_sends_too_fast_is_told_when_to_try_again()
    {
        await using var world = await World.StartAsync(settings: [("Chat:MessageBurst", "3"), ("Chat:MessagesPerSecond", "0.01")]);
        var ann = world.Person("ann");
        var stream = world.Live();
        for (var i = 0; i < 3; i++)
        {
            await ann.SayAsync(stream, $"{i}");
        }

        using var response = await ann.PostAsync(Paths.Chat(stream), new { message = "one more" });
        var problem = await response.ShouldBeAsync(429);

        Assert.Equal("chat.rate_limited", problem.Text("code"));
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 100);
        await world.Person("bob").SayAsync(stream, "not my doing");
    }

    [Fact]
    public async Task Limits_that_are_off_limit_nothing()
    {
        await using var world = await World.StartAsync(settings: [("Chat:MessageBurst", "1"), ("Chat:MessagesPerSecond", "0.01"), ("Limits:Enabled", "false")]);
        var ann = world.Person("ann");
        var stream = world.Live();

        await ann.SayAsync(stream, "one");
        await ann.SayAsync(stream, "two");
    }
}
