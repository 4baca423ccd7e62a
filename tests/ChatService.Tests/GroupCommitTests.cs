using Clockit.ChatService.Infrastructure;
using Microsoft.Extensions.Time.Testing;

namespace Clockit.ChatService.Tests;

public sealed class GroupCommitTests : IDisposable
{
    private static readonly Guid Ann = Guid.CreateVersion7();
    private static readonly Guid Bob = Guid.CreateVersion7();

    private readonly FakeTimeProvider _clock = new();
    private readonly GroupCommit _commit;
    private readonly List<int> _begun = [];

    public GroupCommitTests() => _commit = new GroupCommit(_clock);

    public void Dispose() => _commit.Dispose();

    [Fact]
    public void Writes_that_follow_closely_begin_together_and_in_order_and_one_after_a_pause_at_once()
    {
        Write(1, Ann);
        Assert.Equal([1], _begun);
        Write(2, Bob);
        _clock.Advance(GroupCommit.Interval / 2);
        Write(3, Ann);
        Assert.Equal([1], _begun);
        _clock.Advance(GroupCommit.Interval / 2);
        Assert.Equal([1, 2, 3], _begun);

        // The next group is as far from this one.
        Write(4, Bob);
        Assert.Equal([1, 2, 3], _begun);
        _clock.Advance(GroupCommit.Interval);
        Assert.Equal([1, 2, 3, 4], _begun);

        _clock.Advance(GroupCommit.Interval);
        Write(5, Ann);
        Assert.Equal([1, 2, 3, 4, 5], _begun);
    }

    [Fact]
    public void One_author_alone_does_not_wait()
    {
        Write(1, Ann);
        Write(2, Ann);
        Write(3, Ann);
        Assert.Equal([1, 2, 3], _begun);

        // But does beside others.
        Write(4, Bob);
        Write(5, Bob);
        Assert.Equal([1, 2, 3], _begun);
        _clock.Advance(GroupCommit.Interval);
        Assert.Equal([1, 2, 3, 4, 5], _begun);
    }

    [Fact]
    public void Nobody_waits_for_ever_when_it_is_disposed()
    {
        Write(1, Ann);
        Write(2, Bob);
        Assert.Equal([1], _begun);

        _commit.Dispose();

        Assert.Equal([1, 2], _begun);
    }

    private void Write(int number, Guid author) =>
        _ = _commit.JoinAsync(author).ContinueWith(_ => _begun.Add(number), TaskContinuationOptions.ExecuteSynchronously);
}
