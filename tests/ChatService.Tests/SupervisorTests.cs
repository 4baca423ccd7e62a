using Clockit.Redis;
using Clockit.ServiceDefaults.Workers;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Clockit.ChatService.Tests;

public sealed class SupervisorTests
{
    private readonly Lines _log = new();

    [Fact]
    public async Task A_failure_is_said_once_and_the_recovery_too()
    {
        var supervisor = new Supervisor("Sweeping", _log);
        for (var i = 0; i < 50; i++)
        {
            Assert.False(await supervisor.TryAsync(() => throw new IOException("No space left on device")));
        }

        Assert.True(await supervisor.TryAsync(() => Task.CompletedTask));
        Assert.True(supervisor.Try(() => { }));

        Assert.Equal([LogLevel.Error, LogLevel.Information], _log.Levels);
    }

    [Fact]
    public async Task Another_kind_of_failure_is_said_too()
    {
        var supervisor = new Supervisor("Sweeping", _log);
        await supervisor.TryAsync(() => throw new IOException());
        supervisor.Try(() => throw new KeyNotFoundException());

        Assert.Equal(2, _log.Levels.Count);
    }

    [Fact]
    public async Task Being_stopped_is_no_failure()
    {
        using var stopping = new CancellationTokenSource();
        await stopping.CancelAsync();

        Assert.False(await new Supervisor("Sweeping", _log).TryAsync(() => Task.Delay(-1, stopping.Token), stopping.Token));

        Assert.Empty(_log.Levels);
    }

    public static TheoryData<string, bool> RedisErrors() => new()
    {
        { "LOADING Redis is loading the dataset in memory", true },
        { "READONLY You can't write against a read only replica.", true },
        { "MISCONF Redis is configured to save RDB snapshots", true },
        { "OOM command not allowed when used memory > 'maxmemory'.", true },
        { "NOSCRIPT No matching script. Please use EVAL.", true },
        { "WRONGTYPE Operation against a key holding the wrong kind of value", false },
        { "ERR Error running script", false },
    };

    [Theory]
    [MemberData(nameof(RedisErrors))]
    public void What_Redis_itself_answers_passes_or_not_by_its_code(string message, bool passes) =>
        Assert.Equal(passes, RedisFailures.IsPassing(new RedisServerException(message)));

    [Fact]
    public void What_a_dying_connection_throws_passes()
    {
        using var own = new CancellationTokenSource();
        own.Cancel();
        Assert.All<Exception>(
            [
                new RedisConnectionException(ConnectionFailureType.SocketClosed, "gone"),
                new RedisTimeoutException("late", CommandStatus.Unknown),
                new TaskCanceledException(),
                new ObjectDisposedException("multiplexer"),
                new InvalidOperationException("Reading is not allowed after reader was completed."),
                new IOException(),
                new TimeoutException(),
            ],
            exception => Assert.True(RedisFailures.IsPassing(exception), exception.GetType().Name));
        Assert.False(RedisFailures.IsPassing(new OperationCanceledException(own.Token), own.Token));
        Assert.False(RedisFailures.IsPassing(new NullReferenceException()));
    }

    private sealed class Lines : ILogger
    {
        public List<LogLevel> Levels { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Levels.Add(logLevel);
    }
}
