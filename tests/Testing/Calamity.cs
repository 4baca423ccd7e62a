using System.Collections.Concurrent;
using System.Reflection;
using Clockit.ServiceDefaults.Workers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Clockit.Testing;

/// <summary>
/// Runs a service's workers where every call that they make fails, each time in another way, and says whether
/// they live on.
/// </summary>
public sealed class Calamity
{
    private static readonly Func<Exception>[] Failures =
    [
        () => new IOException("No space left on device"),
        () => new KeyNotFoundException("A property is missing."),
        () => new TaskCanceledException("Not the service's own cancellation."),
        () => new ObjectDisposedException("connection"),
        () => new InvalidOperationException("Reading is not allowed after reader was completed."),
        () => new TimeoutException(),
        () => new FormatException(),
        () => new IndexOutOfRangeException(),
        () => new NullReferenceException(),
        () => new UnauthorizedAccessException(),
        () => new AggregateException(new InvalidCastException()),
    ];

    private readonly ConcurrentDictionary<Type, object> _made = new();
    private readonly TimeProvider _time;
    private int _calls;
    private volatile bool _begun;

    /// <param name="time">What the services take as time; the test moves it.</param>
    public Calamity(TimeProvider time) => _time = time;

    /// <summary>How often something was asked for, and failed.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>The classes of an assembly that are run as workers: those with <c>Task RunAsync(CancellationToken)</c>.</summary>
    public static IEnumerable<Type> WorkersOf(Assembly assembly) =>
        assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false } && RunOf(type) is not null).OrderBy(type => type.FullName, StringComparer.Ordinal);

    /// <summary>Has a worker run as its service has it, while its interfaces fail and its options have their defaults.</summary>
    public BackgroundService Create(Type worker)
    {
        var services = new ServiceCollection();
        services.AddLogging().AddSingleton(_time).AddSingleton(worker, Make(worker));
        _begun = true;
        var run = RunOf(worker)!.CreateDelegate(typeof(Func<,,>).MakeGenericType(worker, typeof(CancellationToken), typeof(Task)));
        typeof(WorkerExtensions).GetMethod(nameof(WorkerExtensions.AddWorker))!.MakeGenericMethod(worker).Invoke(obj: null, [services, run, null]);
        return (BackgroundService)services.BuildServiceProvider().GetRequiredService<IHostedService>();
    }

    private static MethodInfo? RunOf(Type type) => type.GetMethod("RunAsync", BindingFlags.Instance | BindingFlags.Public, [typeof(CancellationToken)]);

    private object Make(Type type) => _made.GetOrAdd(type, Build);

    private object Build(Type type)
    {
        if (type == typeof(TimeProvider))
        {
            return _time;
        }

        if (type == typeof(IConfiguration))
        {
            return new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:messaging", "amqp://127.0.0.1:1")]).Build();
        }

        if (type == typeof(System.Diagnostics.Metrics.IMeterFactory))
        {
            return new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>();
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ILogger<>))
        {
            return Activator.CreateInstance(typeof(Logger<>).MakeGenericType(type.GenericTypeArguments), LoggerFactory.Create(_ => { }))!;
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IOptions<>))
        {
            return typeof(Options).GetMethod(nameof(Options.Create))!.MakeGenericMethod(type.GenericTypeArguments)
                .Invoke(obj: null, [Activator.CreateInstance(type.GenericTypeArguments[0])])!;
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEnumerable<>))
        {
            return Array.CreateInstance(type.GenericTypeArguments[0], 0);
        }

        if (type == typeof(Npgsql.NpgsqlDataSource))
        {
            return Npgsql.NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Timeout=1");
        }

        if (type.IsInterface)
        {
            var proxy = typeof(DispatchProxy).GetMethod(nameof(DispatchProxy.Create), 2, [])!.MakeGenericMethod(type, typeof(Failing)).Invoke(obj: null, [])!;
            ((Failing)proxy).Owner = this;
            return proxy;
        }

        var constructor = type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).MaxBy(constructor => constructor.GetParameters().Length)
            ?? throw new InvalidOperationException($"{type} cannot be made.");
        return constructor.Invoke([.. constructor.GetParameters().Select(parameter =>
            parameter.HasDefaultValue ? parameter.DefaultValue : parameter.ParameterType == typeof(string) ? "x" : Make(parameter.ParameterType))]);
    }

    /// <summary>Fails at every call: at once, or in the task that it gives.</summary>
    public class Failing : DispatchProxy
    {
        internal Calamity Owner { get; set; } = null!;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (!Owner._begun)
            {
                // What is asked while a worker is being made fails its process's start, and is meant to.
                return targetMethod!.ReturnType.IsValueType && targetMethod.ReturnType != typeof(void) ? Activator.CreateInstance(targetMethod.ReturnType) : null;
            }

            var call = Interlocked.Increment(ref Owner._calls);
            var failure = Failures[call % Failures.Length]();
            if (call % 2 == 0)
            {
                throw failure;
            }

            var returned = targetMethod!.ReturnType;
            if (returned == typeof(Task))
            {
                return Task.FromException(failure);
            }

            return returned.IsGenericType && returned.GetGenericTypeDefinition() == typeof(Task<>)
                ? typeof(Task).GetMethod(nameof(Task.FromException), 1, [typeof(Exception)])!.MakeGenericMethod(returned.GenericTypeArguments).Invoke(obj: null, [failure])
                : throw failure;
        }
    }
}
