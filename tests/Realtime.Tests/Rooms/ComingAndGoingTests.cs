using Clockit.Realtime.Brokers;
using Clockit.Realtime.Tests.Specs;
using Clockit.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Clockit.Realtime.Tests.Rooms;

/// <summary>Who gets what of a tick in the middle of which members come and go.</summary>
public sealed class ComingAndGoingTests : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly FakeTimeProvider _time = new();
    private readonly TestNode _node;

    public ComingAndGoingTests() => _node = new TestNode(
        new MemoryBroker(new MemoryBackplane()),
        "test:",
        options =>
        {
            options.Tick = Tick;
            options.Latest("count");
        },
        _time);

    public void Dispose() => _node.Dispose();

    [Fact]
    public async Task Who_joins_before_a_counter_changes_again_gets_its_new_value()
    {
        var stayer = await InABusyRoomAsync();
        await SendAsync("count", 1);
        var late = await _node.ConnectAsync(groups: "room");
        await SendAsync("count", 2);

        await ExpectAsync(late, "count(2)");
        await ExpectAsync(stayer, "count(2)");
    }

    [Fact]
    public async Task Who_leaves_before_a_counter_changes_again_does_not_get_its_new_value()
    {
        var stayer = await InABusyRoomAsync();
        var leaver = await _node.ConnectAsync(groups: "room");
        await SendAsync("said", 1);
        await SendAsync("count", 1);
        await SendAsync("said", 2);
        await _node.Manager.RemoveFromGroupAsync(leaver.Id, "room");
        await SendAsync("count", 2);

        await ExpectAsync(leaver, "said(1)", "said(2)");
        await ExpectAsync(stayer, "said(1)", "said(2)", "count(2)");
    }

    [Fact]
    public async Task A_counters_new_value_does_not_overtake_what_was_sent_before_it()
    {
        var reader = await InABusyRoomAsync();
        await SendAsync("count", 1);
        await SendAsync("said", 1);
        await SendAsync("count", 2);
        await SendAsync("said", 2);
        await SendAsync("count", 3);
        await SendAsync("said", 3);

        await ExpectAsync(reader, "said(1)", "said(2)", "count(3)", "said(3)");
    }

    [Fact]
    public async Task Who_comes_and_goes_gets_what_was_sent_in_between()
    {
        var stayer = await InABusyRoomAsync();
        await SendAsync("said", 1);
        var guest = await _node.ConnectAsync(groups: "room");
        await SendAsync("said", 2);
        await _node.Manager.RemoveFromGroupAsync(guest.Id, "room");
        await SendAsync("said", 3);

        await ExpectAsync(guest, "said(2)");
        await ExpectAsync(stayer, "said(1)", "said(2)", "said(3)");
    }

    [Fact]
    public async Task Who_leaves_and_comes_back_gets_everything_else_in_order()
    {
        await InABusyRoomAsync();
        var guest = await _node.ConnectAsync(groups: "room");
        await SendAsync("said", 1);
        await _node.Manager.RemoveFromGroupAsync(guest.Id, "room");
        await SendAsync("said", 2);
        await _node.Manager.AddToGroupAsync(guest.Id, "room");
        await SendAsync("said", 3);

        await ExpectAsync(guest, "said(1)", "said(3)");
    }

    [Fact]
    public async Task Joining_late_and_leaving_late_still_count_places_when_a_counter_moved_before_them()
    {
        var stayer = await InABusyRoomAsync();
        var leaver = await _node.ConnectAsync(groups: "room");
        await SendAsync("count", 1);
        await SendAsync("said", 1);
        await SendAsync("count", 2);
        var late = await _node.ConnectAsync(groups: "room");
        await _node.Manager.RemoveFromGroupAsync(leaver.Id, "room");
        await SendAsync("said", 2);

        await ExpectAsync(leaver, "said(1)", "count(2)");
        await ExpectAsync(late, "said(2)");
        await ExpectAsync(stayer, "said(1)", "count(2)", "said(2)");
    }

    [Fact]
    public async Task A_quiet_room_does_not_hold_on_to_who_has_gone()
    {
        await InABusyRoomAsync();

        var gone = await VisitAsync();

        await Eventually.TrueAsync(() =>
        {
            GC.Collect();
            return !gone.IsAlive;
        });
    }

    /// <summary>Joins, gets a message and disconnects.</summary>
    private async Task<WeakReference> VisitAsync()
    {
        var guest = await _node.ConnectAsync(groups: "room");
        await SendAsync("said", 1);
        _time.Advance(Tick);
        Assert.Equal("said(1)", await guest.ReadAsync());
        await _node.Manager.OnDisconnectedAsync(guest.Context);
        return new WeakReference(guest.Context);
    }

    private Task SendAsync(string method, int value) => _node.Manager.SendGroupAsync("room", method, [value]);

    /// <summary>A member of a room that has just delivered, and so gathers what is sent next.</summary>
    private async Task<TestConnection> InABusyRoomAsync()
    {
        var member = await _node.ConnectAsync(groups: "room");
        await SendAsync("said", 0);
        Assert.Equal("said(0)", await member.ReadAsync());
        return member;
    }

    /// <summary>Lets the tick pass; the connection has then got these and nothing else.</summary>
    private async Task ExpectAsync(TestConnection connection, params string[] messages)
    {
        _time.Advance(Tick);
        foreach (var message in messages)
        {
            Assert.Equal(message, await connection.ReadAsync());
        }

        await _node.Manager.SendConnectionAsync(connection.Id, "nothing else", [0]);
        Assert.Equal("nothing else(0)", await connection.ReadAsync());
    }
}
