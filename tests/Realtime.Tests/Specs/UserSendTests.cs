using System.Globalization;
using Clockit.Realtime.Brokers;

namespace Clockit.Realtime.Tests.Specs;

public sealed class UserSendTests
{
    [Fact]
    public async Task A_message_to_a_thousand_users_is_one_publication()
    {
        var backplane = new MemoryBackplane();
        var counting = new CountingBroker(new MemoryBroker(backplane));
        using var here = new TestNode(counting, "test:");
        using var there = new TestNode(new MemoryBroker(backplane), "test:");
        var users = Enumerable.Range(0, 1000).Select(number => number.ToString("D36", CultureInfo.InvariantCulture)).ToList();
        var connection = await there.ConnectAsync(users[999]);

        await here.Manager.SendUsersAsync(users, "hello", [1]);

        Assert.Equal("hello(1)", await connection.ReadAsync());
        Assert.Equal(1, counting.Publications);
    }

    private sealed class CountingBroker(IRealtimeBroker inner) : IRealtimeBroker
    {
        public int Publications { get; private set; }

        public string NodeId => inner.NodeId;

        public bool IsConnected => inner.IsConnected;

        public IBrokerChannel Open(string name) => new Channel(inner.Open(name), () => Publications++);

        private sealed class Channel(IBrokerChannel inner, Action publishing) : IBrokerChannel
        {
            public Task SubscribeAsync(Action<ReadOnlyMemory<byte>> receive, TimeSpan timeout) => inner.SubscribeAsync(receive, timeout);

            public Task UnsubscribeAsync() => inner.UnsubscribeAsync();

            public Task PublishAsync(ReadOnlyMemory<byte> payload)
            {
                publishing();
                return inner.PublishAsync(payload);
            }
        }
    }
}
