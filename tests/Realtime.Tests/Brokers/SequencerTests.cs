using Clockit.Realtime.Brokers;

namespace Clockit.Realtime.Tests.Brokers;

public sealed class SequencerTests
{
    private readonly List<byte> _received = [];
    private readonly ManualTime _time = new();
    private readonly Sequencer _sequencer;

    public SequencerTests() => _sequencer = new Sequencer(payload => _received.Add(payload.Span[0]), _time);

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
        Accept(7, "two");
        Accept(8, "two");

        Assert.Equal<byte>([0, 7, 8], _received);
    }

    [Fact]
    public void After_a_while_a_missing_one_is_given_up_as_lost()
    {
        Accept(0);
        Accept(2);
        Accept(3);
        _time.Advance(Sequencer.Patience - TimeSpan.FromMilliseconds(1));
        Assert.Equal<byte>([0], _received);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        Accept(4);

        Assert.Equal<byte>([0, 2, 3, 4], _received);
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

        Assert.Equal<byte>([40, 41, 0, 1], _received);
    }

    [Fact]
    public void Publishers_that_come_and_go_are_forgotten()
    {
        for (var publisher = 0; publisher < 1000; publisher++)
        {
            Accept(0, $"node {publisher}");
            Accept(2, $"node {publisher}");
        }

        // All but the newest were given up, with what was held for them.
        Assert.InRange(_received.Count, 1900, 2000);
    }

    private void Accept(byte number, string node = "node", long run = 1) => _sequencer.Accept(node, run, number, new[] { number });
}
