using Clockit.ChatService.Tests.Support;
using Clockit.Testing;

namespace Clockit.ChatService.Tests;

/// <summary>What hosts and moderators do, that it acts at once, and that nobody else can do it.</summary>
public sealed class ModerationTests : IClassFixture<SharedWorld>
{
    private readonly World _world;
    private readonly Person _host;
    private readonly Guid _stream;

    public ModerationTests(SharedWorld shared)
    {
        _world = shared.World;
        _host = _world.Person("host");
        _stream = _world.Live(_host);
    }

    [Fact]
    public async Task A_banned_account_neither_reads_nor_writes_on_any_way_and_the_room_is_told()
    {
        var mallory = _world.Person("mallory");
        var (hers, _) = await mallory.JoinAsync(_stream);
        var (reader, _) = await _world.Anonymous().JoinAsync(_stream);
        await mallory.SayAsync(_stream, "spam");

        using var banned = await _host.PostAsync(Paths.Bans(_stream), new { userId = mallory.Id, reason = "spam" });
        await banned.ShouldBeAsync(201);

        foreach (var hub in new[] { hers, reader })
        {
            var moderated = await hub.ReceiveAsync("chat_user_moderated");
            Assert.Equal(mallory.Id.ToString(), moderated.Text("userId"));
            Assert.Equal("ban", moderated.Text("action"));
        }

        await hers.InvokeAsync("live_comment", new { streamId = _stream, comment = "hi" }).ShouldBeRefusedAsync("chat.banned");
        await hers.InvokeAsync("live_reaction", new { streamId = _stream, reaction = "🔥" }).ShouldBeRefusedAsync("chat.banned");
        await hers.InvokeAsync("join_chat", new { streamId = _stream }).ShouldBeRefusedAsync("chat.banned");
        await using var again = await mallory.ConnectAsync();
        await again.InvokeAsync("join_chat", new { streamId = _stream }).ShouldBeRefusedAsync("chat.banned");
        await mallory.PostAsync(Paths.Chat(_stream), new { message = "hi" }).ShouldBeProblemAsync(403, "chat.banned");
        await mallory.GetAsync(Paths.Chat(_stream)).ShouldBeProblemAsync(403, "chat.banned");
        await mallory.GetAsync($"{Paths.Chat(_stream)}/replay").ShouldBeProblemAsync(403, "chat.banned");
        hers.Waiting("live_comment_added");
        await reader.ReceiveAsync("live_comment_added");
        var before = hers.Waiting("live_comment_added");
        await _host.SayAsync(_stream, "gone");
        await reader.ReceiveAsync("live_comment_added");
        Assert.Equal(before, hers.Waiting("live_comment_added"));
    }

    [Theory]
    [InlineData(null, "ban", "chat.banned")]
    [InlineData(60, "timeout", "chat.timed_out")]
    public async Task A_ban_and_a_time_out_act_on_connections_to_every_node_within_a_second(int? seconds, string action, string code)
    {
        var other = await _world.StartServerAsync();
        var mallory = _world.Person("mallory", at: other);
        var (hers, _) = await mallory.JoinAsync(_stream);

        using var banned = await _host.PostAsync(Paths.Bans(_stream), new { userId = mallory.Id, seconds });
        var moderated = await hers.ReceiveAsync("chat_user_moderated", TimeSpan.FromSeconds(1));

        Assert.Equal(action, moderated.Text("action"));
        await hers.InvokeAsync("live_comment", new { streamId = _stream, comment = "hi" }).ShouldBeRefusedAsync(code);
        await hers.InvokeAsync("live_reaction", new { streamId = _stream, reaction = "🔥" }).ShouldBeRefusedAsync(code);
        await mallory.PostAsync(Paths.Chat(_stream), new { message = "hi" }).ShouldBeProblemAsync(403, code);
    }

    [Fact]
    public async Task Time_outs_that_are_over_take_no_place_of_a_ban()
    {
        await using var world = await World.StartAsync(redis: null, ("Chat:BansPerRoom", "3"));
        await using var inside = await RedisOf.ConnectAsync(world);
        var host = world.Person("host");
        var stream = world.Live(host);
        foreach (var _ in Enumerable.Range(0, 3))
        {
            await inside.Database.HashSetAsync(inside.Key(stream, "bans"), Guid.CreateVersion7().ToString(), $"1000|{{\"by\":\"{host.Id}\",\"at\":1}}");
        }

        using var first = await host.PostAsync(Paths.Bans(stream), new { userId = Guid.CreateVersion7() });
        await first.ShouldBeAsync(201);
        foreach (var _ in Enumerable.Range(0, 2))
        {
            using var more = await host.PostAsync(Paths.Bans(stream), new { userId = Guid.CreateVersion7() });
            await more.ShouldBeAsync(201);
        }

        await host.PostAsync(Paths.Bans(stream), new { userId = Guid.CreateVersion7() }).ShouldBeProblemAsync(409, "chat.too_many_bans");
    }

    [Fact]
    public async Task Who_is_timed_out_reads_on_and_is_told_how_long_it_takes()
    {
        var mallory = _world.Person("mallory");
        using var response = await _host.PostAsync(Paths.Bans(_stream), new { userId = mallory.Id, seconds = 60, reason = "calm down" });
        var ban = await response.ShouldBeAsync(201);
        Assert.Equal(mallory.Username, ban.Text("username"));
        using var bans = await _host.GetAsync(Paths.Bans(_stream));
        Assert.Equal(mallory.Username, (await bans.ShouldBeAsync(200)).GetProperty("items")[0].Text("username"));

        using var refused = await mallory.PostAsync(Paths.Chat(_stream), new { message = "hi" });

        Assert.Equal("chat.timed_out", (await refused.ShouldBeAsync(403)).Text("code"));
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 50, 60);
        Assert.InRange(ban.GetProperty("until").GetDateTimeOffset(), TimeProvider.System.GetUtcNow().AddSeconds(50), TimeProvider.System.GetUtcNow().AddSeconds(60));
        await mallory.ReadAsync(_stream);
        await mallory.JoinAsync(_stream);
    }

    [Fact]
    public async Task A_time_out_ends_by_itself()
    {
        var mallory = _world.Person("mallory");
        using var response = await _host.PostAsync(Paths.Bans(_stream), new { userId = mallory.Id, seconds = 1 });
        await response.ShouldBeAsync(201);
        await mallory.PostAsync(Paths.Chat(_stream), new { message = "hi" }).ShouldBeProblemAsync(403, "chat.timed_out");

        await Eventually.TrueAsync(async () =>
        {
            using var answer = await mallory.PostAsync(Paths.Chat(_stream), new { message = "hi" });
            return (int)answer.StatusCode == 201;
        });

        using var bans = await _host.GetAsync(Paths.Bans(_stream));
        Assert.Empty((await bans.ShouldBeAsync(200)).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_lifted_ban_lets_the_account_back_in()
    {
        var mallory = _world.Person("mallory");
        await mallory.SayAsync(_stream, "hello");
        using var banned = await _host.PostAsync(Paths.Bans(_stream), new { userId = mallory.Id, reason = "spam" });
        using var listed = await _host.GetAsync(Paths.Bans(_stream));
        var ban = Assert.Single((await listed.ShouldBeAsync(200)).GetProperty("items").EnumerateArray());
        Assert.Equal(mallory.Id.ToString(), ban.Text("userId"));
        Assert.Equal("mallory", ban.Text("username"));
        Assert.Equal("spam", ban.Text("reason"));
        Assert.Equal(_host.Id.ToString(), ban.Text("bannedBy"));

        using var lifted = await _host.DeleteAsync(Paths.Ban(_stream, mallory));
        await lifted.ShouldBeAsync(204);

        await mallory.SayAsync(_stream, "thanks");
        await _host.DeleteAsync(Paths.Ban(_stream, mallory)).ShouldBeProblemAsync(404, "chat.ban_not_found");
    }

    [Fact]
    public async Task A_moderator_cannot_act_on_the_host_an_admin_or_another_moderator()
    {
        var moderator = _world.Person("mod");
        var colleague = _world.Person("colleague");
        var admin = _world.Person("admin", ["admin"]);
        using var first = await _host.PutAsync(Paths.Moderator(_stream, moderator));
        using var second = await _host.PutAsync(Paths.Moderator(_stream, colleague));
        await first.ShouldBeAsync(204);
        await second.ShouldBeAsync(204);
        var hosts = await _host.SayAsync(_stream, "welcome");
        var admins = await admin.SayAsync(_stream, "hello");

        foreach (var target in new[] { _host, admin, colleague, moderator })
        {
            await moderator.PostAsync(Paths.Bans(_stream), new { userId = target.Id }).ShouldBeProblemAsync(403, "chat.target_protected");
            await moderator.PostAsync(Paths.Bans(_stream), new { userId = target.Id, seconds = 10 }).ShouldBeProblemAsync(403, "chat.target_protected");
        }

        await moderator.DeleteAsync(Paths.Message(_stream, hosts)).ShouldBeProblemAsync(403, "auth.forbidden");
        await moderator.DeleteAsync(Paths.Message(_stream, admins)).ShouldBeProblemAsync(403, "auth.forbidden");
        await admin.SayAsync(_stream, "still here");
    }

    [Fact]
    public async Task An_admin_who_has_never_been_here_is_protected_and_one_who_no_longer_is_one_is_not()
    {
        var admin = _world.Person("admin", ["admin"]);
        await _host.PostAsync(Paths.Bans(_stream), new { userId = admin.Id }).ShouldBeProblemAsync(403, "chat.target_protected");

        var demoted = _world.Person("admin", ["viewer"], id: admin.Id);
        using var banned = await _host.PostAsync(Paths.Bans(_stream), new { userId = admin.Id });
        await banned.ShouldBeAsync(201);

        await demoted.PostAsync(Paths.Chat(_stream), new { message = "hi" }).ShouldBeProblemAsync(403, "chat.banned");
    }

    [Fact]
    public async Task A_ban_does_not_bind_whoever_has_become_an_admin_since()
    {
        var mallory = _world.Person("mallory");
        using var response = await _host.PostAsync(Paths.Bans(_stream), new { userId = mallory.Id });
        await response.ShouldBeAsync(201);

        var admin = _world.Person("mallory", ["admin"], id: mallory.Id);
        var (hub, _) = await admin.JoinAsync(_stream);
        await admin.SayAsync(_stream, "hello");

        Assert.Equal("hello", (await hub.ReceiveAsync("live_comment_added")).Text("comment"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(60)]
    public async Task A_moderator_who_is_banned_or_timed_out_moderates_no_more(int? seconds)
    {
        var moderator = _world.Person("mod");
        var message = await _world.Person().SayAsync(_stream, "hello");
        using var named = await _host.PutAsync(Paths.Moderator(_stream, moderator));
        await named.ShouldBeAsync(204);
        using var banned = await _host.PostAsync(Paths.Bans(_stream), new { userId = moderator.Id, seconds });
        await banned.ShouldBeAsync(201);

        await moderator.DeleteAsync(Paths.Ban(_stream, moderator)).ShouldBeProblemAsync(403, "auth.forbidden");
        await moderator.PutAsync(Paths.Settings(_stream), new { enabled = false }).ShouldBeProblemAsync(403, "auth.forbidden");
        await moderator.DeleteAsync(Paths.Message(_stream, message)).ShouldBeProblemAsync(403, "auth.forbidden");
        await moderator.GetAsync(Paths.Audit(_stream)).ShouldBeProblemAsync(403, "auth.forbidden");
    }

    [Fact]
    public async Task A_room_that_has_all_the_moderators_it_can_hold_takes_the_same_ones_again()
    {
        await using var world = await World.StartAsync(settings: [("Chat:ModeratorsPerRoom", "1")]);
        var host = world.Person("host");
        var stream = world.Live(host);
        var moderator = world.Person("mod");
        using var first = await host.PutAsync(Paths.Moderator(stream, moderator));
        using var again = await host.PutAsync(Paths.Moderator(stream, moderator));

        await first.ShouldBeAsync(204);
        await again.ShouldBeAsync(204);
        await host.PutAsync(Paths.Moderator(stream, world.Person())).ShouldBeProblemAsync(409, "chat.too_many_moderators");
    }

    [Fact]
    public async Task Moderators_are_the_hosts_to_name()
    {
        var moderator = _world.Person("mod");
        var viewer = _world.Person("viewer");
        await moderator.PutAsync(Paths.Settings(_stream), new { slowModeSeconds = 5 }).ShouldBeProblemAsync(403, "auth.forbidden");
        using var named = await _host.PutAsync(Paths.Moderator(_stream, moderator));
        await named.ShouldBeAsync(204);

        using var changed = await moderator.PutAsync(Paths.Settings(_stream), new { slowModeSeconds = 5 });
        await changed.ShouldBeAsync(200);
        await moderator.PutAsync(Paths.Moderator(_stream, viewer)).ShouldBeProblemAsync(403, "auth.forbidden");

        using var dismissed = await _host.DeleteAsync(Paths.Moderator(_stream, moderator));
        await dismissed.ShouldBeAsync(204);
        await moderator.PutAsync(Paths.Settings(_stream), new { slowModeSeconds = 0 }).ShouldBeProblemAsync(403, "auth.forbidden");
    }

    [Fact]
    public async Task Everything_that_moderates_is_refused_to_viewers_and_to_nobody()
    {
        var message = await _host.SayAsync(_stream, "hello");
        var viewer = _world.Person("viewer", ["viewer", "creator"]);
        var calls = new Func<Person, Task<HttpResponseMessage>>[]
        {
            person => person.GetAsync(Paths.Settings(_stream)),
            person => person.PutAsync(Paths.Settings(_stream), new { enabled = false }),
            person => person.GetAsync(Paths.Bans(_stream)),
            person => person.PostAsync(Paths.Bans(_stream), new { userId = Guid.NewGuid() }),
            person => person.DeleteAsync(Paths.Ban(_stream, viewer)),
            person => person.PutAsync(Paths.Moderator(_stream, viewer)),
            person => person.DeleteAsync(Paths.Moderator(_stream, viewer)),
            person => person.GetAsync(Paths.Audit(_stream)),
            person => person.DeleteAsync(Paths.Message(_stream, message)),
        };

        foreach (var call in calls)
        {
            await call(viewer).ShouldBeProblemAsync(403, "auth.forbidden");
            await call(_world.Anonymous()).ShouldBeProblemAsync(401, "auth.required");
        }
    }

    [Fact]
    public async Task A_deleted_message_disappears_everywhere()
    {
        var ann = _world.Person("ann");
        var (reader, _) = await _world.Anonymous().JoinAsync(_stream);
        var first = await ann.SayAsync(_stream, "oops", clientId: "c");
        await ann.SayAsync(_stream, "better");

        using var deleted = await ann.DeleteAsync(Paths.Message(_stream, first));
        await deleted.ShouldBeAsync(204);
        using var again = await ann.DeleteAsync(Paths.Message(_stream, first));
        await again.ShouldBeAsync(204);

        var told = await reader.ReceiveAsync("live_comment_deleted");
        Assert.Equal(first.Text("id"), told.Text("id"));
        Assert.Equal(1, told.Offset());
        var (_, joined) = await _world.Anonymous().JoinAsync(_stream);
        Assert.Equal(["better"], joined.Texts());
        Assert.Equal(["better"], (await ann.ReadAsync(_stream)).Texts());
        await ann.PostAsync(Paths.Chat(_stream), new { message = "oops", clientId = "c" }).ShouldBeProblemAsync(409, "chat.message_deleted");
        await _world.Person("bob").DeleteAsync(Paths.Message(_stream, first)).ShouldBeProblemAsync(403, "auth.forbidden");
        await ann.DeleteAsync($"{Paths.Chat(_stream)}/{Guid.NewGuid()}").ShouldBeProblemAsync(404, "chat.message_not_found");
    }

    [Fact]
    public async Task Whoever_comes_back_is_told_which_messages_were_deleted_meanwhile()
    {
        var ann = _world.Person("ann");
        var message = await ann.SayAsync(_stream, "oops");
        var (hub, joined) = await _world.Anonymous().JoinAsync(_stream);
        hub.Abort();
        using var deleted = await ann.DeleteAsync(Paths.Message(_stream, message));
        await deleted.ShouldBeAsync(204);

        var (_, rejoined) = await _world.Anonymous().JoinAsync(_stream, new { epoch = joined.Text("epoch"), offset = joined.Offset() });

        Assert.True(rejoined.GetProperty("recovered").GetBoolean());
        Assert.Equal([message.Text("id")], rejoined.GetProperty("deleted").EnumerateArray().Select(id => id.GetString()!).ToArray());
    }

    [Fact]
    public async Task Slow_mode_holds_back_viewers_and_not_the_host_or_moderators()
    {
        var ann = _world.Person("ann");
        var (reader, _) = await _world.Anonymous().JoinAsync(_stream);
        using var changed = await _host.PutAsync(Paths.Settings(_stream), new { slowModeSeconds = 60 });
        Assert.Equal(60, (await changed.ShouldBeAsync(200)).GetProperty("slowModeSeconds").GetInt32());
        Assert.Equal(60, (await reader.ReceiveAsync("chat_settings_changed")).GetProperty("settings").GetProperty("slowModeSeconds").GetInt32());
        await ann.SayAsync(_stream, "one");

        using var refused = await ann.PostAsync(Paths.Chat(_stream), new { message = "two" });

        Assert.Equal("chat.slow_mode", (await refused.ShouldBeAsync(429)).Text("code"));
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 50, 60);
        foreach (var person in new[] { _host, _world.Person("mod", ["moderator"]) })
        {
            await person.SayAsync(_stream, "one");
            await person.SayAsync(_stream, "two");
        }
    }

    [Fact]
    public async Task Members_only_lets_those_write_who_wrote_before()
    {
        var regular = _world.Person("regular");
        await regular.SayAsync(_stream, "hello");
        using var changed = await _host.PutAsync(Paths.Settings(_stream), new { membersOnly = true });
        await changed.ShouldBeAsync(200);

        await regular.SayAsync(_stream, "still here");
        await _host.SayAsync(_stream, "hello");
        await _world.Person("stranger").PostAsync(Paths.Chat(_stream), new { message = "hi" }).ShouldBeProblemAsync(403, "chat.members_only");
    }

    [Fact]
    public async Task Blocked_terms_bind_at_once_on_every_node_and_are_told_to_moderators_only()
    {
        var other = await _world.StartServerAsync();
        var ann = _world.Person("ann", at: other);
        await ann.SayAsync(_stream, "spam");

        using var changed = await _host.PutAsync(Paths.Settings(_stream), new { blockedTerms = new[] { "spam" } });
        await changed.ShouldBeAsync(200);

        await ann.PostAsync(Paths.Chat(_stream), new { message = "buy S.P A-M now" }).ShouldBeProblemAsync(422, "chat.message_blocked");
        await ann.PostAsync(Paths.Chat(_stream), new { message = "ѕраm" }).ShouldBeProblemAsync(422, "chat.message_blocked");
        await ann.SayAsync(_stream, "spammers are welcome");
        using var cleared = await _host.PutAsync(Paths.Settings(_stream), new { blockedTerms = Array.Empty<string>() });
        await cleared.ShouldBeAsync(200);
        await ann.SayAsync(_stream, "spam");
    }

    [Fact]
    public async Task A_chat_that_is_switched_off_takes_no_messages_until_it_is_on_again()
    {
        var ann = _world.Person("ann");
        using var off = await _host.PutAsync(Paths.Settings(_stream), new { enabled = false });
        Assert.False((await off.ShouldBeAsync(200)).GetProperty("enabled").GetBoolean());
        await ann.PostAsync(Paths.Chat(_stream), new { message = "hi" }).ShouldBeProblemAsync(409, "chat.closed");

        using var on = await _host.PutAsync(Paths.Settings(_stream), new { enabled = true });
        await on.ShouldBeAsync(200);

        await ann.SayAsync(_stream, "hi");
    }

    [Fact]
    public async Task A_pinned_message_stays_pinned_through_other_changes_and_goes_when_it_is_unpinned_or_deleted()
    {
        var message = await _host.SayAsync(_stream, "read this");
        using var pinned = await _host.PutAsync(Paths.Settings(_stream), new { pinnedMessageId = message.Text("id") });
        Assert.Equal(message.Text("id"), (await pinned.ShouldBeAsync(200)).Text("pinnedMessageId"));

        using var slower = await _host.PutAsync(Paths.Settings(_stream), new { slowModeSeconds = 1 });
        Assert.Equal(message.Text("id"), (await slower.ShouldBeAsync(200)).Text("pinnedMessageId"));
        var (hub, joined) = await _world.Anonymous().JoinAsync(_stream);
        Assert.Equal(message.Text("id"), joined.GetProperty("settings").Text("pinnedMessageId"));

        using var deleted = await _host.DeleteAsync(Paths.Message(_stream, message));
        await deleted.ShouldBeAsync(204);
        Assert.Null((await hub.ReceiveAsync("chat_settings_changed")).GetProperty("settings").GetProperty("pinnedMessageId").GetString());
        await _host.PutAsync(Paths.Settings(_stream), new { pinnedMessageId = message.Text("id") }).ShouldBeProblemAsync(404, "chat.message_not_found");
        await _host.PutAsync(Paths.Settings(_stream), new { pinnedMessageId = Guid.NewGuid() }).ShouldBeProblemAsync(404, "chat.message_not_found");
    }

    [Theory]
    [InlineData("{\"slowModeSeconds\":-1}", 422)]
    [InlineData("{\"slowModeSeconds\":100000}", 422)]
    [InlineData("{\"blockedTerms\":[\"\"]}", 422)]
    [InlineData("{\"pinnedMessageId\":5}", 422)]
    [InlineData("{\"enabled\":\"yes\"}", 400)]
    [InlineData("{\"blockedTerms\":[null]}", 422)]
    public async Task Settings_that_make_no_sense_are_refused(string body, int status)
    {
        var document = System.Text.Json.JsonDocument.Parse(body).RootElement;

        await _host.PutAsync(Paths.Settings(_stream), document).ShouldBeProblemAsync(status, "request.invalid");
    }

    [Fact]
    public async Task A_ban_without_an_account_or_with_a_length_that_makes_no_sense_is_refused()
    {
        await _host.PostAsync(Paths.Bans(_stream), new { reason = "?" }).ShouldBeProblemAsync(422, "request.invalid");
        await _host.PostAsync(Paths.Bans(_stream), new { userId = Guid.NewGuid(), seconds = 0 }).ShouldBeProblemAsync(422, "request.invalid");
        await _host.PostAsync(Paths.Bans(_stream), new { userId = Guid.NewGuid(), reason = new string('r', 201) }).ShouldBeProblemAsync(422, "request.invalid");
    }

    [Fact]
    public async Task The_audit_log_tells_who_did_what_to_whom_and_why()
    {
        var mallory = _world.Person("mallory");
        var message = await mallory.SayAsync(_stream, "spam");
        var moderator = _world.Person("mod");
        using var named = await _host.PutAsync(Paths.Moderator(_stream, moderator));
        using var deleted = await moderator.DeleteAsync(Paths.Message(_stream, message));
        using var timedOut = await moderator.PostAsync(Paths.Bans(_stream), new { userId = mallory.Id, seconds = 30, reason = "spam" });
        using var lifted = await _host.DeleteAsync(Paths.Ban(_stream, mallory));
        using var changed = await _host.PutAsync(Paths.Settings(_stream), new { slowModeSeconds = 3 });

        using var response = await moderator.GetAsync(Paths.Audit(_stream));
        var audit = await response.ShouldBeAsync(200);
        var entries = audit.GetProperty("items").EnumerateArray().ToArray();

        Assert.Equal(["settings", "unban", "timeout", "delete", "add_moderator"], entries.Select(entry => entry.Text("action")).ToArray());
        Assert.Equal("mod", entries[2].Text("actorUsername"));
        Assert.Equal(moderator.Id.ToString(), entries[2].Text("actorId"));
        Assert.Equal(mallory.Id.ToString(), entries[2].Text("targetUserId"));
        Assert.Equal("spam", entries[2].Text("reason"));
        Assert.Equal("30", entries[2].Text("details"));
        Assert.Equal(message.Text("id"), entries[3].Text("details"));

        using var paged = await moderator.GetAsync($"{Paths.Audit(_stream)}?limit=2");
        var next = (await paged.ShouldBeAsync(200)).Text("next");
        using var rest = await moderator.GetAsync($"{Paths.Audit(_stream)}?limit=2&before={next}");
        Assert.Equal(["timeout", "delete"], (await rest.ShouldBeAsync(200)).GetProperty("items").EnumerateArray().Select(entry => entry.Text("action")).ToArray());
        foreach (var wrong in new[] { "x", "+1-1", "%201-1", "01-1", "1-", "99999999999999999999-1" })
        {
            await moderator.GetAsync($"{Paths.Audit(_stream)}?before={wrong}").ShouldBeProblemAsync(422, "request.invalid");
        }

        using var none = await moderator.GetAsync($"{Paths.Audit(_stream)}?before=0-0");
        Assert.Empty((await none.ShouldBeAsync(200)).GetProperty("items").EnumerateArray());
        using var all = await moderator.GetAsync($"{Paths.Audit(_stream)}?before=18446744073709551615-18446744073709551615");
        Assert.Equal(5, (await all.ShouldBeAsync(200)).GetProperty("items").GetArrayLength());
    }
}
