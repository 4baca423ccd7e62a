using Clockit.ServiceDefaults.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Clockit.StreamService.Client;

/// <summary>Access to StreamService for the other services.</summary>
public static class StreamDirectoryExtensions
{
    /// <summary>Registers <see cref="IStreamDirectory"/> over <c>services:stream-service:http:0</c>.</summary>
    public static WebApplicationBuilder AddStreamDirectory(this WebApplicationBuilder builder)
    {
        builder.AddServiceClient("stream-service");
        builder.Services.AddSingleton<IStreamDirectory>(services => new HttpStreamDirectory(services.ServiceClientOf("stream-service"), services.GetRequiredService<TimeProvider>()));
        return builder;
    }
}
