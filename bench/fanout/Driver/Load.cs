using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace Clockit.Bench.Fanout;

/// <summary>What is to be driven.</summary>
/// <param name="Stalled">How many of all viewers never read.</param>
/// <param name="Rate">Messages a second, over all rooms.</param>
/// <param name="WarmUp">For how many seconds the same is sent before anything is measured.</param>
/// <param name="Compress">Whether viewers offer compression.</param>
internal sealed record LoadPlan(int[] Ports, int[] Pids, int Rooms, int ViewersPerRoom, int Stalled, int Rate, int Seconds, int WarmUp, bool Compress);

/// <summary>
/// An open loop: message k is due at k / rate seconds whatever the server does, and its latency counts from then. One
/// thread sends and reads, and never sleeps (<see cref="Epoll"/>).
/// </summary>
internal sealed class Load(Peer peer, LoadPlan plan) : IDisposable
{
    /// <summary>An account each: what one may send is limited by the servers that know of accounts.</summary>
    private const int Senders = 100;
    private const int StalledReceiveBuffer = 4096;
    private static readonly TimeSpan CatchUp = TimeSpan.FromSeconds(15);

    /// <summary>Who says nothing for 30 s is cut off by SignalR.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    private readonly Results _results = new();
    private readonly MarksMemo _marks = new();
    private readonly Epoll _epoll = new();
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(Reader.Room + (256 * 1024));
    private readonly ConcurrentQueue<(int Index, Socket Socket)> _stalledAgain = new();
    private readonly List<Socket> _sockets = [];
    private Socket[] _senders = [];
    private long _messages;
    private int _cutOff;
    private string? _refusal;

    public object Run()
    {
        var reading = OpenReaders();
        _senders = Connection.OpenMany(Senders, OpenSender);
        foreach (var sender in _senders)
        {
            _epoll.WatchReading(sender, () => ReadAnswers(sender));
        }

        var warmedUp = WarmUp();
        // What a server is behind with after the warm-up is not charged to what is measured.
        Drive(CatchUp, rate: 0, () => _results.Total >= (long)warmedUp * reading / plan.Rooms);
        // Nobody may count as silent during what is measured, and no ping be part of it.
        Ping();
        Drive(Settle, rate: 0);
        _results.Since = Marks.Now();
        var cpu = Cpu.Seconds(plan.Pids);
        var sent = Drive(TimeSpan.FromSeconds(plan.Seconds), plan.Rate);
        var expected = (long)sent * reading / plan.Rooms;
        Drive(Grace, rate: 0, () => _results.Count >= expected);
        cpu = Cpu.Seconds(plan.Pids) - cpu;
        return new
        {
            sent,
            expected,
            delivered = _results.Count,
            undelivered = expected - _results.Count,
            lost = _results.Lost,
            cutOff = _cutOff,
            refusal = _refusal,
            cpuSeconds = cpu,
            perCpuSecond = _results.Count / cpu,
            perSecond = _results.Within(1000) / (double)plan.Seconds,
            p50 = _results.Percentile(0.50, expected),
            p99 = _results.Percentile(0.99, expected),
            residentMegabytes = plan.Pids.Sum(Cpu.Resident) / 1024 / 1024,
        };
    }

    public void Dispose()
    {
        _sockets.ForEach(socket => socket.Dispose());
        Array.ForEach(_senders, sender => sender.Dispose());
        _epoll.Dispose();
    }

    /// <returns>How many messages were sent.</returns>
    private int WarmUp()
    {
        var sent = 0;
        for (var left = TimeSpan.FromSeconds(plan.WarmUp); left > TimeSpan.Zero; left -= Silence)
        {
            Ping();
            sent += Drive(left < Silence ? left : Silence, plan.Rate);
        }

        return sent;
    }

    private void Ping()
    {
        if (peer.Ping is not { } ping)
        {
            return;
        }

        var frame = Connection.Frame(ping, peer.Binary);
        foreach (var socket in _sockets)
        {
            try
            {
                socket.Send(frame);
            }
            catch (SocketException)
            {
                // A stalled one that has just been cut off: it comes back by itself.
            }
        }
    }

    private int OpenReaders()
    {
        var viewers = plan.Rooms * plan.ViewersPerRoom;
        // Stalled readers are spread over the rooms.
        bool IsStalled(int viewer) => plan.Stalled > 0 && viewer % (viewers / plan.Stalled) == 0;
        var sockets = Connection.OpenMany(viewers, viewer => OpenReader(viewer, IsStalled(viewer) ? StalledReceiveBuffer : 0));
        for (var viewer = 0; viewer < viewers; viewer++)
        {
            if (IsStalled(viewer))
            {
                Stall(viewer, sockets[viewer].Socket);
            }
            else
            {
                Read(sockets[viewer]);
            }
        }

        return Enumerable.Range(0, viewers).Count(viewer => !IsStalled(viewer));
    }

    private Opened OpenReader(int viewer, int receiveBuffer)
    {
        var room = peer.Room(viewer / plan.ViewersPerRoom);
        return Connection.Open(plan.Ports[viewer % plan.Ports.Length], peer.Path(room), token: null, peer.Binary, peer.Steps(room), receiveBuffer, plan.Compress);
    }

    private Socket OpenSender(int sender)
    {
        var room = peer.Room(sender % plan.Rooms);
        return Connection.Open(plan.Ports[sender % plan.Ports.Length], peer.SenderPath(room), peer.Token(sender), peer.Binary, peer.SenderSteps).Socket;
    }

    private void Read(Opened opened)
    {
        var socket = opened.Socket;
        _sockets.Add(socket);
        var raw = new Reader(_results);
        var frames = opened.Frames is null ? null : new FrameReader(opened.Frames, _marks, _results);
        var open = true;
        _epoll.WatchReading(socket, () =>
        {
            var read = open ? Epoll.Receive(socket, _buffer.AsSpan(Reader.Room)) : -1;
            if (read > 0 && frames is not null)
            {
                frames.Take(_buffer.AsSpan(Reader.Room, read));
            }
            else if (read > 0)
            {
                raw.Take(_buffer, read);
            }
            else if (read == 0)
            {
                open = false;
                _results.Lost++;
                _epoll.Forget(socket);
            }
        });
    }

    // It never reads; when the server cuts it off it comes back after 1 to 3 s, as a client does, and stalls again.
    private void Stall(int viewer, Socket socket)
    {
        _sockets.Add(socket);
        _epoll.WatchClosing(socket, () =>
        {
            _cutOff++;
            _epoll.Forget(socket);
            _sockets.Remove(socket);
            socket.Dispose();
            _ = Task.Run(async () =>
            {
                await Task.Delay(TimeSpan.FromSeconds(1 + (2 * Random.Shared.NextDouble())));
                _stalledAgain.Enqueue((viewer, OpenReader(viewer, StalledReceiveBuffer).Socket));
            });
        });
    }

    private void ReadAnswers(Socket sender)
    {
        var read = Epoll.Receive(sender, _buffer);
        if (read == 0)
        {
            _refusal ??= "A sender's connection was closed.";
            _epoll.Forget(sender);
        }
        else if (read > 0 && peer.Refusal is { } refusal && _refusal is null && _buffer.AsSpan(0, read).IndexOf(refusal) is var at and >= 0)
        {
            _refusal = Encoding.UTF8.GetString(_buffer.AsSpan(at, Math.Min(200, read - at)));
        }
    }

    private int Drive(TimeSpan duration, int rate, Func<bool>? isDone = null)
    {
        var start = Marks.Now();
        var end = start + (long)duration.TotalMicroseconds;
        var count = (int)(rate * duration.TotalSeconds);
        var next = 0;
        while (Marks.Now() < end && isDone?.Invoke() is not true)
        {
            _epoll.Poll(SendDue);
            SendDue();
            while (_stalledAgain.TryDequeue(out var again))
            {
                Stall(again.Index, again.Socket);
            }
        }

        return count;

        void SendDue()
        {
            while (next < count && start + (long)(next * 1_000_000.0 / rate) is var due && due <= Marks.Now())
            {
                Send(due);
                next++;
            }
        }
    }

    // Senders take turns, and so do rooms.
    private void Send(long due)
    {
        var message = _messages++;
        var sender = _senders[message % Senders];
        sender.Send(Connection.Frame(peer.Send(peer.Room((int)(message % plan.Rooms)), Marks.Text(due, message), message), peer.Binary));
    }
}
