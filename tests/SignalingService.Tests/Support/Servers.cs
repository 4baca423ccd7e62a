namespace Clockit.SignalingService.Tests.Support;

public static class Servers
{
    public static Task<string> RedisAsync() => Task.FromResult("127.0.0.1:26479");

    public static Task<string> SharedBusAsync() => Task.FromResult("amqp://guest:guest@127.0.0.1:26672/");

    public static Task<string> OwnBusAsync() => Task.FromResult("amqp://guest:guest@127.0.0.1:26672/");
}
