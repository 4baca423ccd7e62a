using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Clockit.ServiceDefaults.Streams;

/// <summary>Access to StreamService for the other services.</summary>
public static class StreamDirectoryExtensions
{
    /// <summary>The header that carries <c>Internal:ServiceKey</c> on calls between services.</summary>
    public const string ServiceKeyHeader = "X-Clockit-Service-Key";

    /// <summary>Registers <see cref="IStreamDirectory"/> over <c>services:stream-service:http:0</c>.</summary>
    public static WebApplicationBuilder AddStreamDirectory(this WebApplicationBuilder builder)
    {
        var address = builder.Configuration["services:stream-service:http:0"]
            ?? throw new InvalidOperationException("services:stream-service:http:0 is not set.");
        var key = builder.Configuration["Internal:ServiceKey"]
            ?? throw new InvalidOperationException("Internal:ServiceKey is not set.");
        builder.Services.AddSingleton<IStreamDirectory>(services =>
        {
            var handler = new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(1), ConnectTimeout = TimeSpan.FromSeconds(1) };
            var http = new HttpClient(handler) { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(3) };
            http.DefaultRequestHeaders.Add(ServiceKeyHeader, key);
            return new HttpStreamDirectory(http, services.GetRequiredService<TimeProvider>());
        });
        return builder;
    }
}
