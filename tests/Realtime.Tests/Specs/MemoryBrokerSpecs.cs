using Clockit.Realtime.Brokers;

namespace Clockit.Realtime.Tests.Specs;

public sealed class MemoryBrokerSpecs : LifetimeManagerSpecs
{
    private readonly MemoryBackplane _backplane = new();

    public override ValueTask InitializeAsync() => ValueTask.CompletedTask;

    protected override IRealtimeBroker NewBroker() => new MemoryBroker(_backplane);
}
