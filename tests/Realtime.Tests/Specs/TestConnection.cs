using System.IO.Pipelines;
using System.Security.Claims;
using Clockit.Realtime.Brokers;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clockit.Realtime.Tests.Specs;

/// <summary>A hub connection whose client end the test reads by hand, or does not read.</summary>
internal sealed class TestConnection : IInvocationBinder
{
    private readonly Pipe _toClient;
    private readonly JsonHubProtocol _protocol = new();

    public TestConnection(string node, string? user = null, long pauseWriterThreshold = 64 * 1024)
    {
        _toClient = new Pipe(new PipeOptions(pauseWriterThreshold: pauseWriterThreshold, resumeWriterThreshold: pauseWriterThreshold / 2));
        var toServer = new Pipe();
        var context = new DefaultConnectionContext(
            NodeIdentity.NewConnection(node), new Duplex(toServer.Reader, _toClient.Writer), new Duplex(_toClient.Reader, toServer.Writer))
        {
            User = new ClaimsPrincipal(),
        };
        Context = new HubConnectionContext(context, new HubConnectionContextOptions { KeepAliveInterval = TimeSpan.FromHours(1) }, NullLoggerFactory.Instance)
        {
            Protocol = _protocol,
            UserIdentifier = user,
        };
    }

    public HubConnectionContext Context { get; }

    public string Id => Context.ConnectionId;

    /// <summary>The next message as "method(first argument)".</summary>
    public async Task<string> ReadAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (true)
        {
            var result = await _toClient.Reader.ReadAsync(patience.Token);
            var buffer = result.Buffer;
            if (_protocol.TryParseMessage(ref buffer, this, out var message))
            {
                _toClient.Reader.AdvanceTo(buffer.Start);
                LastInvocation = message as InvocationMessage;
                return message is InvocationMessage invocation
                    ? $"{invocation.Target}({string.Join(',', invocation.Arguments)})"
                    : message!.GetType().Name;
            }

            _toClient.Reader.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
            {
                return "closed";
            }
        }
    }

    public InvocationMessage? LastInvocation { get; private set; }

    /// <summary>Whether nothing has been written that was not read.</summary>
    public bool IsQuiet()
    {
        if (!_toClient.Reader.TryRead(out var result))
        {
            return true;
        }

        var empty = result.Buffer.IsEmpty;
        _toClient.Reader.AdvanceTo(result.Buffer.Start);
        return empty;
    }

    public IReadOnlyList<Type> GetParameterTypes(string methodName) => [typeof(object)];

    public Type GetReturnType(string invocationId) => typeof(object);

    public Type GetStreamItemType(string streamId) => typeof(object);

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
