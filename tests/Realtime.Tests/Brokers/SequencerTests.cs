using System.Collections.Concurrent;
using Clockit.Realtime.Brokers;
using Clockit.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Clockit.Realtime.Tests.Brokers;

public sealed class SequencerTests
{
    private readonly ConcurrentQueue<byte> _received = [];
    private readonly ConcurrentQueue<string> _dropped = [];
    private readonly FakeTimeProvider _time = new();
    private readonly Sequencer _sequencer;

    public SequencerTests() => _sequencer = new Sequencer(payload => _received.Enqueue(payload.Span[0]), _dropped.Enqueue, _time);

    [Fact]
    public void Messages_that_overtook_each_other_are_put_back_in_order()
    {
        foreach (var number in (byte[])[0, 3, 1, 2, 5, 4])
        {
            Accept(number);
        }

        Assert.Equal<byte>([0, 1, 2, 3, 4, 5], _received);
    }

    [Fact]
    public void Publishers_do_not_wait_for_each_other()
    {
        Accept(0, "one");
        Accept(2, "one");
        Accept(0, "two");
        Accept(1, "two");

        Assert.Equal<byte>([0, 0, 1], _received);
    }

    [Fact]
    public async Task Whoever_begins_to_listen_later_gets_what_it_hears_first_in_order_too()
    {
        Accept(41);
        Accept(40);
        Assert.Empty(_received);

        _time.Advance(Sequencer.Patience);
        await Eventually.TrueAsync(() => _received.Count == 2);
        Accept(42);

        Assert.Equal<byte>([40, 41, 42], _received);
    }

    [Fact]
    public async Task After_a_while_a_missing_one_is_given_up_as_lost()
    {
        Accept(0);
        Accept(2);
        Accept(3);
        _time.Advance(Sequencer.Patience - TimeSpan.FromMilliseconds(1));
        Assert.Equal<byte>([0], _received);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        await Eventually.TrueAsync(() => _received.Count == 3);
        Accept(4);

        Assert.Equal<byte>([0, 2, 3, 4], _received);
    }

    [Fact]
    public async Task What_comes_after_it_was_given_up_is_not_delivered_out_of_order()
    {
        Accept(0);
        Accept(2);
        _time.Advance(Sequencer.Patience);
        await Eventually.TrueAsync(() => _received.Count == 2);

        Accept(1);
        Accept(3);

        Assert.Equal<byte>([0, 2, 3], _received);
        Assert.Equal(["node"], _dropped);
    }

    [Fact]
    public async Task Each_missing_one_is_waited_for_as_long()
    {
        Accept(0);
        Accept(2);
        _time.Advance(Sequencer.Patience - TimeSpan.FromMilliseconds(1));
        Accept(4);
        Accept(1);
        _time.Advance(Sequencer.Patience - TimeSpan.FromMilliseconds(1));
        await AfterWhatIsQueuedAsync();
        Assert.Equal<byte>([0, 1, 2], _received);

        Accept(3);

        Assert.Equal<byte>([0, 1, 2, 3, 4], _received);
    }

    [Fact]
    public void A_message_that_cannot_be_received_holds_up_no_other()
    {
        var received = new List<byte>();
        var sequencer = new Sequencer(payload => received.Add(payload.Length == 0 ? throw new InvalidOperationException("Empty.") : payload.Span[0]), _dropped.Enqueue, _time);

        sequencer.Accept("node", 1, 0, new byte[] { 0 });
        Assert.Throws<InvalidOperationException>(() => sequencer.Accept("node", 1, 1, Array.Empty<byte>()));
        sequencer.Accept("node", 1, 2, new byte[] { 2 });

        Assert.Equal<byte>([0, 2], received);
    }

    [Fact]
    public void It_does_not_wait_for_more_than_its_bound()
    {
        Accept(0);
        for (var number = 2; number < Sequencer.MaxHeld + 2; number++)
        {
            _sequencer.Accept("node", 1, number, new byte[] { 1 });
        }

        Assert.Equal(Sequencer.MaxHeld + 1, _received.Count);
    }

    [Fact]
    public void Who_opens_the_channel_again_counts_from_the_start()
    {
        Accept(40);
        Accept(41);
        Accept(0, run: 2);
        Accept(1, run: 2);

        Accept(42, run: 1);

        Assert.Equal<byte>([40, 41, 0, 1], _received);
    }

    [Fact]
    public void Publishers_that_come_and_go_are_forgotten()
    {
        for (var publisher = 0; publisher < 2 * Sequencer.MaxPublishers; publisher++)
        {
            Accept(0, $"node {publisher}");
            Accept(2, $"node {publisher}");
        }

        // All but the newest were given up, with what was held for them.
        Assert.Equal(3 * Sequencer.MaxPublishers, _received.Count);
    }

    private static Task AfterWhatIsQueuedAsync()
    {
        var passed = new TaskCompletionSource();
        ThreadPool.UnsafeQueueUserWorkItem(static passed => passed.SetResult(), passed, preferLocal: false);
        return passed.Task;
    }

    private void Accept(byte number, string node = "node", long run = 1) => _sequencer.Accept(node, run, number, new[] { number });
}
