using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Clockit.Security.Tests.Support;

/// <summary>Keeps everything that services log from a level on: message, values, scopes and exceptions.</summary>
public sealed class LogCollector(LogLevel level) : ILoggerProvider, ISupportExternalScope
{
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public LogLevel Level => level;

    public ConcurrentQueue<string> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
    }

    private sealed class Logger(LogCollector collector, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => collector._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel >= collector.Level && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
            {
                return;
            }

            var values = state as IEnumerable<KeyValuePair<string, object?>>;
            var line = $"{logLevel} {category}[{eventId.Id}] {formatter(state, exception)} {Join(values)} {exception}";
            collector._scopes.ForEachScope((scope, _) => line += $" {scope} {Join(scope as IEnumerable<KeyValuePair<string, object?>>)}", line);
            collector.Lines.Enqueue(line);
        }

        private static string Join(IEnumerable<KeyValuePair<string, object?>>? values) =>
            values is null ? "" : string.Join(' ', values.Select(value => $"{value.Key}={value.Value}"));
    }
}
