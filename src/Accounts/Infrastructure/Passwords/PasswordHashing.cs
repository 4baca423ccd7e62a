using Clockit.Accounts.Application;
using Clockit.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Identity;

namespace Clockit.Accounts.Infrastructure.Passwords;

/// <summary>
/// ASP.NET Core Identity's hash (PBKDF2 with HMAC-SHA512, 100,000 iterations), on half of the processors at most. What waits
/// is ordered by address, one of each in turn: three hundred sign-ins from one address are one place in the line of another.
/// </summary>
internal sealed class PasswordHashing(TimeProvider time) : IPasswordHashing
{
    private const int MaxPerAddress = 64;
    private const int MaxWaiting = 1024;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);
    private static readonly object Nobody = new();
    private readonly PasswordHasher<object> _hasher = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue<Work>> _waiting = new(StringComparer.Ordinal);
    private readonly Queue<string> _turns = new();
    private readonly Lazy<string> _nobodysHash = new(() => new PasswordHasher<object>().HashPassword(Nobody, Guid.NewGuid().ToString()));
    private int _running;
    private int _count;

    /// <summary>How many are hashed at the same time.</summary>
    private static int Workers => Math.Max(1, Environment.ProcessorCount / 2);

    public Task<string> HashAsync(string password, string address, CancellationToken cancellationToken) =>
        RunAsync(() => _hasher.HashPassword(Nobody, password), address, cancellationToken);

    public Task<bool> VerifyAsync(string? hash, string password, string address, CancellationToken cancellationToken) => RunAsync(
        () => _hasher.VerifyHashedPassword(Nobody, hash ?? _nobodysHash.Value, password) is not PasswordVerificationResult.Failed && hash is not null,
        address,
        cancellationToken);

    private async Task<T> RunAsync<T>(Func<T> compute, string address, CancellationToken cancellationToken)
    {
        var work = new Work();
        Enqueue(work, address);
        try
        {
            await work.Turn.Task.WaitAsync(Deadline, time, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // When the turn came at this very moment it is given on.
            if (!work.Turn.TrySetCanceled(CancellationToken.None))
            {
                Next();
            }

            throw exception is TimeoutException ? new ServiceUnavailableException("Too many sign-ins at the same time.", exception) : exception;
        }

        try
        {
            // A pool thread would do as well, but this keeps the pool for requests.
            return await Task.Factory.StartNew(compute, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        finally
        {
            Next();
        }
    }

    private void Enqueue(Work work, string address)
    {
        lock (_lock)
        {
            if (_running < Workers)
            {
                _running++;
                work.Turn.SetResult();
                return;
            }

            var queue = _waiting.GetValueOrDefault(address);
            if (_count >= MaxWaiting || queue?.Count >= MaxPerAddress)
            {
                throw new ServiceUnavailableException("Too many sign-ins at the same time.");
            }

            if (queue is null)
            {
                _waiting[address] = queue = new Queue<Work>();
                _turns.Enqueue(address);
            }

            queue.Enqueue(work);
            _count++;
        }
    }

    /// <summary>Gives a free worker to the next address's next.</summary>
    private void Next()
    {
        lock (_lock)
        {
            while (_turns.TryDequeue(out var address))
            {
                var queue = _waiting[address];
                var work = queue.Dequeue();
                _count--;
                if (queue.Count > 0)
                {
                    _turns.Enqueue(address);
                }
                else
                {
                    _waiting.Remove(address);
                }

                if (work.Turn.TrySetResult())
                {
                    return;
                }
            }

            _running--;
        }
    }

    private sealed class Work
    {
        public TaskCompletionSource Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
