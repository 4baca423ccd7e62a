using System.Collections.Concurrent;
using System.Net.Sockets;
using Clockit.ServiceDefaults.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Clockit.ServiceDefaults.Tests;

public sealed class WorkerTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly LogBook _log = new();

    public static TheoryData<Exception> Anything() =>
    [
        new InvalidOperationException("x"),
        new TimeoutException("x"),
        new OperationCanceledException("of something else"),
        new TaskCanceledException("of something else"),
        new IOException("No space left on device"),
        new SocketException(111),
        new ObjectDisposedException("x"),
        new KeyNotFoundException("x"),
        new NullReferenceException("x"),
        new OutOfMemoryException("x"),
        new AggregateException(new FormatException("x")),
        new NotOfThisWorldException(),
    ];

    [Theory]
    [MemberData(nameof(Anything))]
    public async Task Whatever_is_thrown_the_work_begins_again_and_the_process_lives(Exception thrown)
    {
        var work = new Work { Next = _ => throw thrown };
        using var host = await StartAsync(work);

        await RunsAsync(work, 4);

        Assert.False(host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
        // Once, however often it fails.
        Assert.Single(_log.Lines, line => line.Level == LogLevel.Error);
        await host.StopAsync();
    }

    [Fact]
    public async Task A_failure_of_another_type_is_logged_too()
    {
        var work = new Work { Next = run => throw (run == 2 ? new IOException("x") : new TimeoutException("x")) };
        using var host = await StartAsync(work);

        await RunsAsync(work, 4);

        Assert.Equal(3, _log.Lines.Count(line => line.Level == LogLevel.Error));
        await host.StopAsync();
    }

    [Fact]
    public async Task A_log_that_cannot_be_written_does_not_end_the_work()
    {
        var work = new Work { Next = _ => throw new IOException("x") };
        using var host = await StartAsync(work);
        // From now on: the host itself logs that it has started.
        _log.Throws = true;

        await RunsAsync(work, work.Runs + 3);

        _log.Throws = false;
        await host.StopAsync();
    }

    [Fact]
    public async Task Work_that_has_ended_is_not_begun_again_and_is_cleaned_up_once_even_if_that_fails()
    {
        var cleaned = 0;
        var work = new Work { Next = _ => Task.CompletedTask };
        using var host = await StartAsync(work, () =>
        {
            cleaned++;
            throw new InvalidOperationException("x");
        });

        await RunsAsync(work, 1);
        _time.Advance(TimeSpan.FromMinutes(5));
        await host.StopAsync();

        Assert.Equal(1, work.Runs);
        Assert.Equal(1, cleaned);
    }

    private async Task<IHost> StartAsync(Work work, Action? stopped = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.AddSingleton(work);
        builder.Logging.AddProvider(_log);
        builder.Services.AddWorker<Work>(
            (work, token) => work.RunAsync(token),
            (_, _) =>
            {
                stopped?.Invoke();
                return Task.CompletedTask;
            });
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private Task RunsAsync(Work work, int runs) => WaitAsync(() =>
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        return work.Runs >= runs;
    });

    private static async Task WaitAsync(Func<bool> condition)
    {
        var begin = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begin) < TimeSpan.FromSeconds(20), "It did not come about.");
            await Task.Delay(5);
        }
    }

    private sealed class Work
    {
        private int _runs;

        public int Runs => Volatile.Read(ref _runs);

        public required Func<int, Task> Next { get; init; }

        public Task RunAsync(CancellationToken cancellationToken) => Next(Interlocked.Increment(ref _runs));
    }

    private sealed class LogBook : ILoggerProvider, ILogger
    {
        public bool Throws { get; set; }

        public ConcurrentQueue<(LogLevel Level, string Text)> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (Throws)
            {
                throw new IOException("No space left on device");
            }

            Lines.Enqueue((logLevel, formatter(state, exception)));
        }

        public void Dispose()
        {
        }
    }

    private sealed class NotOfThisWorldException : Exception;
}
