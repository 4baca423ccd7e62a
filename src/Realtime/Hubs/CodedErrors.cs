using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace Clockit.Realtime.Hubs;

/// <summary>Errors of hub methods as clients are promised them.</summary>
public static class CodedErrors
{
    /// <summary>
    /// Makes the error of every failed invocation start with its code: what a hub method throws as
    /// <c>HubException("code: sentence")</c> arrives as exactly that, and arguments that do not fit give
    /// <c>request.invalid</c>.
    /// </summary>
    public static ISignalRServerBuilder AddCodedErrors(this ISignalRServerBuilder builder)
    {
        // Of protocols with the same name, SignalR takes the one that was registered last.
        builder.Services.AddSingleton<IHubProtocol, CodedJsonHubProtocol>();
        return builder;
    }
}
