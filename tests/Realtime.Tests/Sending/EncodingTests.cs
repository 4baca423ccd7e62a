using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using Clockit.Realtime.Brokers;
using Clockit.Realtime.Hubs;
using Clockit.Realtime.Telemetry;
using Clockit.Realtime.Tests.Specs;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Clockit.Realtime.Tests.Sending;

public sealed class EncodingTests
{
    [Fact]
    public async Task A_message_is_encoded_once_however_many_read_it_and_on_however_many_nodes()
    {
        var backplane = new MemoryBackplane();
        var protocol = new CountingProtocol();
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var nodes = Enumerable.Range(0, 2).Select(_ => new RoomHubLifetimeManager<SpecHub>(
            new MemoryBroker(backplane),
            protocol,
            Options.Create(new RealtimeOptions()),
            new RealtimeMetrics(services.GetRequiredService<IMeterFactory>()),
            TimeProvider.System)).ToArray();
        var readers = new List<TestConnection>();
        foreach (var node in nodes)
        {
            for (var i = 0; i < 50; i++)
            {
                var reader = new TestConnection(NodeIdentity.NewNode());
                await node.OnConnectedAsync(reader.Context);
                await node.AddToGroupAsync(reader.Id, "room");
                readers.Add(reader);
            }
        }

        await nodes[0].SendGroupAsync("room", "said", ["hello"]);

        foreach (var reader in readers)
        {
            Assert.Equal("said(hello)", await reader.ReadAsync());
        }

        Assert.Equal(1, protocol.Encoded);
        Array.ForEach(nodes, node => node.Dispose());
    }

    private sealed class CountingProtocol : IHubProtocol, IHubProtocolResolver
    {
        private readonly JsonHubProtocol _inner = new();
        private int _encoded;

        public int Encoded => Volatile.Read(ref _encoded);

        public string Name => _inner.Name;

        public int Version => _inner.Version;

        public TransferFormat TransferFormat => _inner.TransferFormat;

        public IReadOnlyList<IHubProtocol> AllProtocols => [this];

        public bool IsVersionSupported(int version) => _inner.IsVersionSupported(version);

        public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message) =>
            _inner.TryParseMessage(ref input, binder, out message);

        public void WriteMessage(HubMessage message, IBufferWriter<byte> output)
        {
            Interlocked.Increment(ref _encoded);
            _inner.WriteMessage(message, output);
        }

        public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message)
        {
            Interlocked.Increment(ref _encoded);
            return _inner.GetMessageBytes(message);
        }

        public IHubProtocol? GetProtocol(string protocolName, IReadOnlyList<string>? supportedProtocols) => this;
    }
}
