using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clockit.ServiceDefaults.Workers;

public static class WorkerExtensions
{
    /// <summary>
    /// Runs the work of <typeparamref name="T"/>, which is made a singleton unless it is registered, for as long as the
    /// process lives. An exception is logged and the work begins again: it ends neither the work nor the process.
    /// </summary>
    /// <param name="services">The service's.</param>
    /// <param name="run">The work. It ends when the token is cancelled; if it returns before, it is done for good.</param>
    /// <param name="stopped">Cleans up when the work has ended because the process stops.</param>
    public static IServiceCollection AddWorker<T>(
        this IServiceCollection services, Func<T, CancellationToken, Task> run, Func<T, CancellationToken, Task>? stopped = null)
        where T : class
    {
        if (services.All(service => service.ServiceType != typeof(T)))
        {
            services.AddSingleton<T>();
        }

        return services.AddSingleton<IHostedService>(provider =>
        {
            var worker = provider.GetRequiredService<T>();
            return new Worker(
                typeof(T).Name,
                token => run(worker, token),
                stopped is null ? null : token => stopped(worker, token),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<Worker>>());
        });
    }
}
