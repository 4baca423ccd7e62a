using Clockit.ApiDocuments.Tests.OpenApi;
using Clockit.ChatService.Api;
using Clockit.Gateway.Api.Edge;
using Clockit.SignalingService.Api.Hub;
using Clockit.StreamService.Infrastructure;

[assembly: AssemblyFixture(typeof(DescribedServices))]

namespace Clockit.ApiDocuments.Tests.OpenApi;

/// <summary>The four services as they describe themselves.</summary>
public sealed class DescribedServices : IAsyncLifetime
{
    internal ServiceDocument Gateway { get; private set; } = null!;

    internal ServiceDocument Streams { get; private set; } = null!;

    internal ServiceDocument Chat { get; private set; } = null!;

    internal ServiceDocument Signaling { get; private set; } = null!;

    internal IReadOnlyList<ServiceDocument> All => [Gateway, Streams, Chat, Signaling];

    public async ValueTask InitializeAsync()
    {
        Gateway = await ServiceDocument.ReadAsync<HealthResponse>();
        Streams = await ServiceDocument.ReadAsync<StreamDbContext>();
        Chat = await ServiceDocument.ReadAsync<ChatHub>();
        Signaling = await ServiceDocument.ReadAsync<LiveHub>();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
