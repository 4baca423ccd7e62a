using System.Security.Claims;
using Clockit.ServiceDefaults.Errors;
using Clockit.SignalingService.Application;
using Clockit.SignalingService.Application.Media;
using Clockit.SignalingService.Application.Presence;
using Clockit.SignalingService.Application.Rooms;
using Clockit.SignalingService.Domain;
using Clockit.StreamService.Client;
using Clockit.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Clockit.SignalingService.Tests;

/// <summary>Nothing that runs in the background ends by an exception, whatever fails.</summary>
public sealed class LivesTests
{
    public static TheoryData<string> Workers() => [.. Calamity.WorkersOf(typeof(LocalConnections).Assembly).Select(type => type.FullName!)];

    [Theory]
    [MemberData(nameof(Workers))]
    public async Task A_worker_lives_on_while_everything_that_it_asks_for_fails(string name)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var calamity = new Calamity(time);
        using var worker = calamity.Create(typeof(LocalConnections).Assembly.GetType(name)!);

        await worker.StartAsync(CancellationToken.None);
        for (var i = 0; i < 200; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(2);
            Assert.False(worker.ExecuteTask!.IsCompleted, $"{name} ended after {calamity.Calls} calls: {worker.ExecuteTask.Exception}");
        }

        await worker.StopAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(5));
        Assert.True(worker.ExecuteTask!.IsCompleted);
    }

    [Fact]
    public async Task A_closed_connection_leaves_every_room_whatever_fails_in_one()
    {
        var store = System.Reflection.DispatchProxy.Create<IRoomStore, LeavingStore>();
        var left = ((LeavingStore)(object)store).Left;
        var connections = new LocalConnections(Options.Create(new SignalingOptions()), TimeProvider.System);
        var rooms = new LiveRooms(
            store,
            connections,
            System.Reflection.DispatchProxy.Create<IStreamDirectory, LeavingStore>(),
            System.Reflection.DispatchProxy.Create<ILiveNotifier, LeavingStore>(),
            System.Reflection.DispatchProxy.Create<IMediaPlane, LeavingStore>(),
            Options.Create(new SignalingOptions()),
            Options.Create(new PresenceOptions()),
            NullLogger<LiveRooms>.Instance);
        connections.Add("connection", new ClaimsPrincipal());
        var connection = connections.Find("connection")!;
        var streams = Enumerable.Range(0, 6).Select(_ => Guid.CreateVersion7()).ToList();
        using (var joined = await connection.LockAsync(CancellationToken.None))
        {
            streams.ForEach(stream => joined.Set(stream, new Membership(ViewerKey.ForConnection("connection"), IsBroadcaster: false, RoomMedia.Mesh, GetsMedia: true)));
        }

        await rooms.DisconnectAsync(connection);

        Assert.Equal(streams.Order(), left.Order());
        Assert.Null(connections.Find("connection"));
        // What could not be said to the store is found by the next comparison.
        Assert.True(connections.TakeStoreDiffers());
    }

    /// <summary>Every second room cannot be left, each for another reason; and nobody can be told.</summary>
    public class LeavingStore : System.Reflection.DispatchProxy
    {
        public System.Collections.Concurrent.ConcurrentBag<Guid> Left { get; } = [];

        protected override object? Invoke(System.Reflection.MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.Name is not nameof(IRoomStore.LeaveAsync))
            {
                throw new TimeoutException();
            }

            Left.Add((Guid)args![0]!);
            return Left.Count switch
            {
                1 => throw new ServiceUnavailableException("Redis does not answer.", new TimeoutException()),
                3 => throw new TaskCanceledException(),
                5 => Task.FromException<Left>(new InvalidOperationException("Reading is not allowed after reader was completed.")),
                _ => Task.FromResult(new Left(WasViewer: true, Broadcaster: "broadcaster")),
            };
        }
    }
}
