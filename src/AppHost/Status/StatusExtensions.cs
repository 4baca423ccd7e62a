using Clockit.AppHost.Supervision;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Clockit.AppHost.Status;

internal static class StatusExtensions
{
    /// <summary>Reports on the console and in the run folder; warnings are one line each.</summary>
    public static void AddStatus(this IDistributedApplicationBuilder builder, RunFolder run)
    {
        builder.Services.AddSingleton(run);
        builder.AddEarly<StatusReporter>();
        builder.Services.AddLogging(logging => logging
            .SetMinimumLevel(LogLevel.Warning)
            .AddSimpleConsole(console => console.SingleLine = true));
    }
}
