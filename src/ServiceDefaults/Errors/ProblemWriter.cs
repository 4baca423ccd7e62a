using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Clockit.ServiceDefaults.Errors;

/// <summary>
/// Writes a problem to callers who accept no JSON too (RFC 9110, section 12.5.1, allows it): the framework's writer leaves
/// them a line of text, or lets the exception go on.
/// </summary>
internal sealed class ProblemWriter(IProblemDetailsWriter writer) : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => true;

    public ValueTask WriteAsync(ProblemDetailsContext context) => writer.WriteAsync(context);
}

internal static class ProblemWriterExtensions
{
    /// <summary>Puts <see cref="ProblemWriter"/> before the framework's writer; call it after <c>AddProblemDetails</c>.</summary>
    public static void DecorateProblemWriter(this IServiceCollection services)
    {
        var framework = services.Single(service => service.ServiceType == typeof(IProblemDetailsWriter));
        services.Remove(framework);
        services.AddSingleton<IProblemDetailsWriter>(provider =>
            new ProblemWriter((IProblemDetailsWriter)ActivatorUtilities.CreateInstance(provider, framework.ImplementationType!)));
    }
}
