namespace Clockit.Realtime.Transport;

/// <summary>
/// Lets one at a time through, in the order in which they came. While nobody waits it is one number, which costs an idle
/// connection nothing. A field of its owner: not to be copied.
/// </summary>
internal struct AsyncTurn
{
    private const int Free = 0;
    private const int Taken = 1;
    private const int WaitedFor = 2;

    private int _state;
    private Queue<TaskCompletionSource>? _waiting;

    /// <summary>Takes the turn if nobody has it.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Free) == Free;

    /// <summary>Completes when it is the caller's turn.</summary>
    /// <param name="gate">Always the same, and nobody else's.</param>
    public Task TakeAsync(object gate)
    {
        lock (gate)
        {
            if (Interlocked.Exchange(ref _state, WaitedFor) == Free)
            {
                return Task.CompletedTask;
            }

            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            (_waiting ??= new Queue<TaskCompletionSource>()).Enqueue(turn);
            return turn.Task;
        }
    }

    /// <summary>Ends the turn, which whoever has waited longest gets.</summary>
    /// <param name="gate">As in <see cref="TakeAsync"/>.</param>
    public void Pass(object gate)
    {
        if (Interlocked.CompareExchange(ref _state, Free, Taken) == Taken)
        {
            return;
        }

        lock (gate)
        {
            if (_waiting is not null && _waiting.TryDequeue(out var turn))
            {
                turn.SetResult();
            }
            else
            {
                _waiting = null;
                Volatile.Write(ref _state, Free);
            }
        }
    }
}
