using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration.Memory;

namespace Clockit.ServiceDefaults.Telemetry;

internal static class QuietLogs
{
    /// <summary>
    /// Levels of categories that write lines for every request, with the caller's own text in them: whoever sends long
    /// addresses would push everything else out of a log. Traces and metrics hold every request. Any other source of
    /// configuration wins.
    /// </summary>
    private static readonly Dictionary<string, string?> Levels = new(StringComparer.Ordinal)
    {
        ["Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics"] = "Warning",
        ["Logging:LogLevel:Microsoft.AspNetCore.Routing"] = "Warning",
        ["Logging:LogLevel:Microsoft.AspNetCore.Cors"] = "Warning",
        ["Logging:LogLevel:Yarp"] = "Warning",
        ["Logging:LogLevel:System.Net.Http.HttpClient"] = "Warning",
    };

    public static void AddQuietLogs(this WebApplicationBuilder builder) =>
        ((Microsoft.Extensions.Configuration.IConfigurationBuilder)builder.Configuration).Sources.Insert(0, new MemoryConfigurationSource { InitialData = Levels });
}
