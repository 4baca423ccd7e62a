using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Clockit.ServiceDefaults.Authentication;
using Clockit.ServiceDefaults.Errors;
using Clockit.ServiceDefaults.Health;
using Clockit.ServiceDefaults.Http;
using Clockit.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Clockit.ServiceDefaults;

/// <summary>What every service of Clockit has in common, in one call before and one after <c>Build</c>.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>
    /// Telemetry over OTLP, health checks, problem details with codes, JSON as the contract writes it, the clock, the
    /// public origin, and bearer tokens validated against the gateway's published keys.
    /// </summary>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder)
    {
        // ICU is there for normalisation; what is written does not depend on the machine's language.
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        builder.AddQuietLogs();
        builder.AddTelemetry();
        builder.AddHealth();
        builder.AddProblems();
        builder.Services.AddSecretsInAddresses();
        builder.AddBearerAuthentication();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(PublicOrigin.Read(builder.Configuration));
        builder.Services.ConfigureHttpJsonOptions(options => ConfigureJson(options.SerializerOptions));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 64 * 1024;
        });
        return builder;
    }

    /// <summary>The pipeline that goes with <see cref="AddServiceDefaults"/>; call it before mapping endpoints.</summary>
    public static WebApplication UseServiceDefaults(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseBodyForm();
        app.UseRoutingWithHead();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapHealth();
        return app;
    }

    /// <summary>JSON as the contract writes it: camelCase, strict numbers, nulls written, unknown members ignored.</summary>
    public static void ConfigureJson(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = true;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.MaxDepth = 16;
        options.Converters.Add(new InstantConverter());
    }
}
