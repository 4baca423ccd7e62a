using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;

namespace Clockit.Realtime.Hubs;

/// <summary>
/// SignalR's JSON protocol, with the error of every failed invocation starting with its code: SignalR itself puts a
/// sentence of its own in front of what a hub threw, and says nothing of use when arguments do not fit the method.
/// <code>
/// SignalR:  An unexpected error occurred invoking 'm' on the server. HubException: stream.not_found: There is no such stream.
/// here:     stream.not_found: There is no such stream.
/// </code>
/// </summary>
internal sealed class CodedJsonHubProtocol(IOptions<JsonHubProtocolOptions> options) : IHubProtocol
{
    private const string HubExceptionMarker = " HubException: ";
    private readonly JsonHubProtocol _inner = new(options);

    public string Name => _inner.Name;

    public int Version => _inner.Version;

    public TransferFormat TransferFormat => _inner.TransferFormat;

    public bool IsVersionSupported(int version) => _inner.IsVersionSupported(version);

    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        if (!_inner.TryParseMessage(ref input, binder, out message))
        {
            return false;
        }

        if (message is InvocationBindingFailureMessage failure)
        {
            var refusal = new HubException(
                $"request.invalid: {failure.Target} does not exist or its arguments do not have the documented fields and types.",
                failure.BindingFailure.SourceException);
            message = new InvocationBindingFailureMessage(failure.InvocationId, failure.Target, ExceptionDispatchInfo.Capture(refusal));
        }

        return true;
    }

    public void WriteMessage(HubMessage message, IBufferWriter<byte> output) => _inner.WriteMessage(WithCode(message), output);

    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => _inner.GetMessageBytes(WithCode(message));

    private static HubMessage WithCode(HubMessage message) =>
        message is CompletionMessage { Error: { } error, InvocationId: { } invocation }
            ? CompletionMessage.WithError(invocation, WithCode(error))
            : message;

    private static string WithCode(string error)
    {
        var marker = error.IndexOf(HubExceptionMarker, StringComparison.Ordinal);
        if (marker >= 0)
        {
            return error[(marker + HubExceptionMarker.Length)..];
        }

        if (error.EndsWith("because user is unauthorized", StringComparison.Ordinal))
        {
            return "auth.required: Sign in with an account that may do this.";
        }

        if (error.StartsWith("Unknown hub method", StringComparison.Ordinal))
        {
            return $"request.invalid: {error}.";
        }

        return error.StartsWith("An unexpected error occurred", StringComparison.Ordinal)
            ? "service.error: Something went wrong on our side; try again in a moment."
            : error;
    }
}
