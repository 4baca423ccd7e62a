using Clockit.ChatService.Infrastructure;
using Microsoft.Extensions.Time.Testing;

namespace Clockit.ChatService.Tests;

public sealed class GroupCommitTests : IDisposable
{
    private static readonly Guid Ann = Guid.CreateVersion7();
    private static readonly Guid Bob = Guid.CreateVersion7();
    private static readonly Guid Mallory = Guid.CreateVersion7();

    private readonly FakeTimeProvider _clock = new();
    private readonly GroupCommit _commit;
    private readonly List<int> _begun = [];

    public GroupCommitTests() => _commit = new GroupCommit(_clock);

    public void Dispose() => _commit.Dispose();

    [Fact]
    public void Writes_of_a_busy_node_begin_together_and_in_order_and_those_after_a_pause_at_once()
    {
        var written = BecomeBusy();
        for (var group = 0; group < 3; group++)
        {
            var before = _begun.Count;
            Write(++written, Ann);
            _clock.Advance(GroupCommit.Interval / 4);
            Write(++written, Bob);
            _clock.Advance(GroupCommit.Interval / 4);
            Write(++written, Mallory);
            _clock.Advance(GroupCommit.Interval / 4);
            Assert.Equal(before, _begun.Count);
            _clock.Advance(GroupCommit.Interval / 4);
            Assert.Equal(before + 3, _begun.Count);
        }

        _clock.Advance(TimeSpan.FromSeconds(1));
        Write(++written, Bob);
        Assert.Equal(Enumerable.Range(1, written), _begun);
    }

    [Fact]
    public void Nobody_waits_where_few_write()
    {
        for (var written = 1; written <= 100; written++)
        {
            Write(written, written % 2 == 0 ? Ann : Bob);
            Assert.Equal(written, _begun.Count);
            _clock.Advance(0.9 * GroupCommit.Interval);
        }
    }

    [Fact]
    public void Nobody_waits_beside_one_who_writes_as_fast_as_can_be()
    {
        var written = 0;
        for (var second = 0; second < 10; second++)
        {
            for (var i = 0; i < 50; i++)
            {
                Write(++written, Mallory);
                _clock.Advance(TimeSpan.FromMilliseconds(1));
            }

            Write(++written, second % 2 == 0 ? Ann : Bob);
            Assert.Equal(Enumerable.Range(1, written), _begun);
        }
    }

    [Fact]
    public void Nobody_waits_for_ever_when_it_is_disposed()
    {
        var written = BecomeBusy();
        Write(written + 1, Ann);
        Assert.Equal(written, _begun.Count);

        _commit.Dispose();

        Assert.Equal(written + 1, _begun.Count);
        Write(written + 2, Bob);
        Write(written + 3, Ann);
        Assert.Equal(written + 3, _begun.Count);
    }

    // Ends with a group that has just begun.
    private int BecomeBusy()
    {
        for (var i = 1; i <= 100; i++)
        {
            Write(i, i % 2 == 0 ? Ann : Bob);
            _clock.Advance(GroupCommit.Interval / 10);
        }

        Write(101, Mallory);
        _clock.Advance(GroupCommit.Interval);
        Assert.Equal(Enumerable.Range(1, 101), _begun);
        Write(102, Bob);
        Write(103, Mallory);
        _clock.Advance(GroupCommit.Interval);
        Assert.Equal(Enumerable.Range(1, 103), _begun);
        return 103;
    }

    private void Write(int number, Guid author) =>
        _ = _commit.JoinAsync(author).ContinueWith(_ => _begun.Add(number), TaskContinuationOptions.ExecuteSynchronously);
}
