using Clockit.Realtime.Brokers;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Clockit.Realtime.Tests.Specs;

/// <summary>What a hub may rely on, whatever the broker: two managers on one broker stand for two servers.</summary>
public abstract class LifetimeManagerSpecs : IAsyncLifetime
{
    private readonly List<TestNode> _nodes = [];

    protected string KeyPrefix { get; } = $"test-{Guid.NewGuid():N}:";

    public abstract ValueTask InitializeAsync();

    public virtual ValueTask DisposeAsync()
    {
        _nodes.ForEach(node => node.Dispose());
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>A broker of one more node on the backplane of this test.</summary>
    protected abstract IRealtimeBroker NewBroker();

    private TestNode Node(Action<RealtimeOptions>? configure = null)
    {
        var node = new TestNode(NewBroker(), KeyPrefix, configure);
        _nodes.Add(node);
        return node;
    }

    [Fact]
    public async Task Everyone_on_every_node_gets_what_is_sent_to_all()
    {
        var (a, b) = (Node(), Node());
        var (here, there) = (await a.ConnectAsync(), await b.ConnectAsync());

        await a.Manager.SendAllAsync("hello", ["world"]);

        Assert.Equal("hello(world)", await here.ReadAsync());
        Assert.Equal("hello(world)", await there.ReadAsync());
    }

    [Fact]
    public async Task All_except_leaves_out_connections_of_both_nodes()
    {
        var (a, b) = (Node(), Node());
        var (here, alsoHere) = (await a.ConnectAsync(), await a.ConnectAsync());
        var (there, alsoThere) = (await b.ConnectAsync(), await b.ConnectAsync());

        await a.Manager.SendAllExceptAsync("hello", ["some"], [here.Id, there.Id]);
        await a.Manager.SendAllAsync("hello", ["all"]);

        Assert.Equal("hello(all)", await here.ReadAsync());
        Assert.Equal("hello(all)", await there.ReadAsync());
        Assert.Equal("hello(some)", await alsoHere.ReadAsync());
        Assert.Equal("hello(some)", await alsoThere.ReadAsync());
    }

    [Fact]
    public async Task A_group_spans_nodes_and_others_do_not_hear_it()
    {
        var (a, b) = (Node(), Node());
        var (here, there) = (await a.ConnectAsync(groups: "room"), await b.ConnectAsync(groups: "room"));
        var outsider = await a.ConnectAsync(groups: "other");

        await b.Manager.SendGroupAsync("room", "hello", ["room"]);
        await b.Manager.SendGroupAsync("other", "hello", ["other"]);

        Assert.Equal("hello(room)", await here.ReadAsync());
        Assert.Equal("hello(room)", await there.ReadAsync());
        Assert.Equal("hello(other)", await outsider.ReadAsync());
    }

    [Fact]
    public async Task A_local_group_stays_on_its_node()
    {
        static void Local(RealtimeOptions options) => options.IsLocal = name => string.Equals(name, "local", StringComparison.Ordinal);
        var (a, b) = (Node(Local), Node(Local));
        var (here, there) = (await a.ConnectAsync(), await b.ConnectAsync());
        await a.Manager.AddToGroupAsync(here.Id, "local");
        await b.Manager.AddToGroupAsync(there.Id, "local");

        await a.Manager.SendGroupAsync("local", "hello", ["here"]);
        Assert.Equal("hello(here)", await here.ReadAsync());
        await a.Manager.SendAllAsync("hello", ["all"]);

        Assert.Equal("hello(all)", await there.ReadAsync());
    }

    [Fact]
    public async Task A_node_without_members_of_its_own_can_send_to_a_group()
    {
        var (a, b) = (Node(), Node());
        var there = await b.ConnectAsync(groups: "room");

        await a.Manager.SendGroupAsync("room", "hello", [1]);

        Assert.Equal("hello(1)", await there.ReadAsync());
    }

    [Fact]
    public async Task Several_groups_get_one_send()
    {
        var (a, b) = (Node(), Node());
        var (one, two) = (await a.ConnectAsync(groups: "one"), await b.ConnectAsync(groups: "two"));

        await a.Manager.SendGroupsAsync(["one", "two"], "hello", ["both"]);

        Assert.Equal("hello(both)", await one.ReadAsync());
        Assert.Equal("hello(both)", await two.ReadAsync());
    }

    [Fact]
    public async Task Group_except_leaves_out_connections_wherever_they_are()
    {
        var (a, b) = (Node(), Node());
        var (here, there) = (await a.ConnectAsync(groups: "room"), await b.ConnectAsync(groups: "room"));

        await a.Manager.SendGroupExceptAsync("room", "hello", ["not there"], [there.Id]);
        await a.Manager.SendGroupExceptAsync("room", "hello", ["not here"], [here.Id]);

        Assert.Equal("hello(not there)", await here.ReadAsync());
        Assert.Equal("hello(not here)", await there.ReadAsync());
    }

    [Fact]
    public async Task More_exceptions_than_nodes_can_tell_each_other_are_refused_at_once()
    {
        var a = Node();
        var here = await a.ConnectAsync(groups: "room");
        var tooMany = Enumerable.Range(0, ushort.MaxValue + 1).Select(number => $"{number}").ToList();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => a.Manager.SendGroupExceptAsync("room", "hello", ["some"], tooMany));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => a.Manager.SendAllExceptAsync("hello", ["some"], tooMany));
        await a.Manager.SendGroupExceptAsync("room", "hello", ["most"], tooMany[1..]);

        Assert.Equal("hello(most)", await here.ReadAsync());
    }

    [Fact]
    public async Task A_connection_is_reached_on_whichever_node_it_is()
    {
        var (a, b) = (Node(), Node());
        var (here, there) = (await a.ConnectAsync(), await b.ConnectAsync());

        await a.Manager.SendConnectionAsync(there.Id, "hello", ["there"]);
        await a.Manager.SendConnectionsAsync([here.Id, there.Id], "hello", ["both"]);

        Assert.Equal("hello(there)", await there.ReadAsync());
        Assert.Equal("hello(both)", await there.ReadAsync());
        Assert.Equal("hello(both)", await here.ReadAsync());
    }

    [Fact]
    public async Task A_connection_that_is_gone_is_no_error()
    {
        var (a, b) = (Node(), Node());
        await b.ConnectAsync();

        await a.Manager.SendConnectionAsync("abcdefghij:gone", "hello", []);
        await a.Manager.SendConnectionAsync("never heard of", "hello", []);
        await a.Manager.RemoveFromGroupAsync(b.Broker.NodeId + ":gone", "room");
    }

    [Fact]
    public async Task A_user_is_reached_on_all_of_their_connections()
    {
        var (a, b) = (Node(), Node());
        var (here, there, someoneElse) = (await a.ConnectAsync("ada"), await b.ConnectAsync("ada"), await b.ConnectAsync("bob"));

        await a.Manager.SendUserAsync("ada", "hello", ["ada"]);
        await a.Manager.SendUsersAsync(["ada", "bob"], "hello", ["both"]);

        Assert.Equal("hello(ada)", await here.ReadAsync());
        Assert.Equal("hello(ada)", await there.ReadAsync());
        Assert.Equal("hello(both)", await someoneElse.ReadAsync());
    }

    [Fact]
    public async Task A_node_can_add_and_remove_another_nodes_connection()
    {
        var (a, b) = (Node(), Node());
        var there = await b.ConnectAsync();

        await a.Manager.AddToGroupAsync(there.Id, "room");
        await a.Manager.SendGroupAsync("room", "hello", ["member"]);
        Assert.Equal("hello(member)", await there.ReadAsync());

        await a.Manager.RemoveFromGroupAsync(there.Id, "room");
        await a.Manager.SendGroupAsync("room", "hello", ["no member"]);
        await a.Manager.SendAllAsync("hello", ["end"]);
        Assert.Equal("hello(end)", await there.ReadAsync());
    }

    [Fact]
    public async Task Who_leaves_still_gets_what_was_sent_before_and_nothing_after()
    {
        var a = Node(options => options.Tick = TimeSpan.FromMilliseconds(200));
        var leaver = await a.ConnectAsync(groups: "room");
        var stayer = await a.ConnectAsync(groups: "room");

        await a.Manager.SendGroupAsync("room", "at once", [0]);
        Assert.Equal("at once(0)", await leaver.ReadAsync());
        await a.Manager.SendGroupAsync("room", "before", [1]);
        await a.Manager.RemoveFromGroupAsync(leaver.Id, "room");
        await a.Manager.SendGroupAsync("room", "after", [2]);

        Assert.Equal("before(1)", await leaver.ReadAsync());
        Assert.Equal("at once(0)", await stayer.ReadAsync());
        Assert.Equal("before(1)", await stayer.ReadAsync());
        Assert.Equal("after(2)", await stayer.ReadAsync());
        Assert.True(leaver.IsQuiet());
    }

    [Fact]
    public async Task Who_joins_gets_only_what_is_sent_after()
    {
        var a = Node(options => options.Tick = TimeSpan.FromMilliseconds(200));
        var first = await a.ConnectAsync(groups: "room");

        await a.Manager.SendGroupAsync("room", "at once", [0]);
        Assert.Equal("at once(0)", await first.ReadAsync());
        await a.Manager.SendGroupAsync("room", "before", [1]);
        var late = await a.ConnectAsync(groups: "room");
        await a.Manager.SendGroupAsync("room", "after", [2]);

        Assert.Equal("after(2)", await late.ReadAsync());
        Assert.Equal("before(1)", await first.ReadAsync());
        Assert.Equal("after(2)", await first.ReadAsync());
    }

    [Fact]
    public async Task A_closed_connection_is_in_no_group()
    {
        var (a, b) = (Node(), Node());
        var gone = await a.ConnectAsync("ada", "room");
        var stays = await a.ConnectAsync("ada", "room");

        await a.Manager.OnDisconnectedAsync(gone.Context);
        await b.Manager.SendGroupAsync("room", "hello", [1]);
        await b.Manager.SendUserAsync("ada", "hello", [2]);
        await b.Manager.SendConnectionAsync(gone.Id, "hello", [3]);
        await a.Manager.AddToGroupAsync(gone.Id, "room");

        string[] heard = [await stays.ReadAsync(), await stays.ReadAsync()];
        Assert.Contains("hello(1)", heard, StringComparer.Ordinal);
        Assert.Contains("hello(2)", heard, StringComparer.Ordinal);
        Assert.True(gone.IsQuiet());
    }

    [Fact]
    public async Task Joining_twice_and_leaving_twice_count_once()
    {
        var a = Node();
        var connection = await a.ConnectAsync(groups: ["room", "room"]);

        await a.Manager.SendGroupAsync("room", "hello", [1]);
        Assert.Equal("hello(1)", await connection.ReadAsync());
        await a.Manager.RemoveFromGroupAsync(connection.Id, "room");
        await a.Manager.RemoveFromGroupAsync(connection.Id, "room");
        await a.Manager.SendGroupAsync("room", "hello", [2]);
        await a.Manager.SendConnectionAsync(connection.Id, "end", [0]);

        Assert.Equal("end(0)", await connection.ReadAsync());
    }

    [Fact]
    public async Task A_room_keeps_each_senders_order_across_nodes()
    {
        const int Messages = 2000;
        var (a, b) = (Node(options => options.Tick = TimeSpan.FromMilliseconds(2)), Node(options => options.Tick = TimeSpan.FromMilliseconds(2)));
        var (here, there) = (await a.ConnectAsync(groups: "room"), await b.ConnectAsync(groups: "room"));
        await Task.WhenAll(
            Task.Run(() => SendAsync(a, "a")),
            Task.Run(() => SendAsync(b, "b")));

        await ExpectOrderAsync(here);
        await ExpectOrderAsync(there);

        static async Task SendAsync(TestNode node, string sender)
        {
            for (var i = 0; i < Messages; i++)
            {
                await node.Manager.SendGroupAsync("room", sender, [i]);
                if (i % 50 == 0)
                {
                    await Task.Yield();
                }
            }
        }

        static async Task ExpectOrderAsync(TestConnection reader)
        {
            var next = new Dictionary<string, int>(StringComparer.Ordinal) { ["a"] = 0, ["b"] = 0 };
            for (var i = 0; i < 2 * Messages; i++)
            {
                var message = await reader.ReadAsync();
                var sender = message[..1];
                Assert.Equal($"{sender}({next[sender]})", message);
                next[sender]++;
            }
        }
    }

    [Fact]
    public async Task A_result_can_be_asked_of_a_connection_of_this_node()
    {
        var a = Node();
        var connection = await a.ConnectAsync();

        var answer = a.Manager.InvokeConnectionAsync<int>(connection.Id, "how many", ["?"], CancellationToken.None);
        Assert.Equal("how many(?)", await connection.ReadAsync());
        var invocation = connection.LastInvocation!.InvocationId!;
        Assert.True(a.Manager.TryGetReturnType(invocation, out var type));
        Assert.Equal(typeof(int), type);
        await a.Manager.SetConnectionResultAsync("someone:else", CompletionMessage.WithResult(invocation, 13));
        await a.Manager.SetConnectionResultAsync(connection.Id, CompletionMessage.WithResult(invocation, 42));

        Assert.Equal(42, await answer);
        Assert.False(a.Manager.TryGetReturnType(invocation, out _));
    }

    [Fact]
    public async Task A_result_fails_when_the_connection_errs_or_goes_or_is_elsewhere()
    {
        var (a, b) = (Node(), Node());
        var (connection, there) = (await a.ConnectAsync(), await b.ConnectAsync());

        var erring = a.Manager.InvokeConnectionAsync<int>(connection.Id, "fail", [0], CancellationToken.None);
        await connection.ReadAsync();
        await a.Manager.SetConnectionResultAsync(
            connection.Id, CompletionMessage.WithError(connection.LastInvocation!.InvocationId!, "no"));
        Assert.Equal("no", (await Assert.ThrowsAsync<HubException>(() => erring)).Message);

        var abandoned = a.Manager.InvokeConnectionAsync<int>(connection.Id, "leave", [0], CancellationToken.None);
        await connection.ReadAsync();
        await a.Manager.OnDisconnectedAsync(connection.Context);
        await Assert.ThrowsAsync<IOException>(() => abandoned);

        await Assert.ThrowsAsync<NotSupportedException>(
            () => a.Manager.InvokeConnectionAsync<int>(there.Id, "elsewhere", [], CancellationToken.None));
    }
}
