using Clockit.AppHost.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Clockit.AppHost.Supervision;

/// <summary>What an installation expects beyond Aspire: processes that come back, log files, an end in order.</summary>
public static class SupervisionExtensions
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(40);

    /// <summary>Restarts what crashes, ends services before servers, and waits until all processes are gone.</summary>
    public static IDistributedApplicationBuilder AddSupervision(this IDistributedApplicationBuilder builder)
    {
        builder.Configuration["DcpPublisher:WaitForResourceCleanup"] = "true";
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<ResourceInstances>();
        builder.Services.AddSingleton<StopCommands>();
        builder.Eventing.Subscribe<AfterResourcesCreatedEvent>((created, _) =>
        {
            created.Services.GetRequiredService<StopCommands>().Watch(created.Model);
            return Task.CompletedTask;
        });
        builder.Services.AddHostedService<OrderedStop>();
        builder.AddEarly<CrashRestarts>();
        builder.Services.Configure<HostOptions>(options =>
        {
            options.ShutdownTimeout = StopLimit;
            // What only describes the application does not end it.
            options.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore;
        });
        return builder;
    }

    /// <summary>Writes what each resource instance says to a file of its name.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="folder">Created when it is not there.</param>
    public static IDistributedApplicationBuilder AddResourceLogFiles(this IDistributedApplicationBuilder builder, string folder)
    {
        LocalData.CreateFolder(folder);
        builder.Services.TryAddSingleton<ResourceInstances>();
        builder.Services.AddSingleton(new ResourceLogFolder(Path.GetFullPath(folder)));
        builder.AddEarly<ResourceLogFiles>();
        return builder;
    }

    /// <summary>
    /// Adds a service that starts before Aspire starts the resources, which returns when all of them run, and that ends
    /// after them: it sees everything.
    /// </summary>
    internal static void AddEarly<TService>(this IDistributedApplicationBuilder builder)
        where TService : class, IHostedService => builder.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService, TService>());

    /// <summary>The names of resources that others wait to see completed: their end is no crash.</summary>
    internal static HashSet<string> RunToCompletion(this DistributedApplicationModel model) => model.Resources
        .SelectMany(r => r.Annotations.OfType<WaitAnnotation>())
        .Where(w => w.WaitType == WaitType.WaitForCompletion)
        .Select(w => w.Resource.Name)
        .ToHashSet(StringComparer.Ordinal);
}
