using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Clockit.Bench.Fanout;

/// <summary>
/// Linux's epoll and recv, without the runtime's own thread in between. The loop that uses it never sleeps: waking a
/// sleeping core costs the sender of a loopback packet an interrupt, which would be charged to the server.
/// </summary>
internal sealed partial class Epoll : IDisposable
{
    private const int Add = 1;
    private const int Remove = 2;
    private const uint Readable = 0x001;
    private const uint PeerClosed = 0x2000;
    private const int DontWait = 0x40;
    private const int WouldBlock = 11;

    private readonly int _handle = Create(0);
    private readonly Event[] _events = new Event[256];
    private readonly Dictionary<int, Action> _ready = [];

    /// <summary>Calls <paramref name="ready"/> while there is something to read.</summary>
    public void WatchReading(Socket socket, Action ready) => Watch(socket, Readable, ready);

    /// <summary>Calls <paramref name="closed"/> when the other side has closed, however much is unread.</summary>
    public void WatchClosing(Socket socket, Action closed) => Watch(socket, PeerClosed, closed);

    /// <summary>Calls back no more.</summary>
    public void Forget(Socket socket)
    {
        var none = default(Event);
        _ = Control(_handle, Remove, (int)socket.Handle, ref none);
    }

    /// <summary>Calls back for what is ready now, and <paramref name="between"/> in between.</summary>
    public void Poll(Action between)
    {
        var count = Wait(_handle, _events, _events.Length, timeout: 0);
        for (var i = 0; i < count; i++)
        {
            _ready[_events[i].Socket]();
            between();
        }
    }

    /// <summary>Bytes read: 0 when the other side has closed, -1 when there is nothing.</summary>
    public static int Receive(Socket socket, Span<byte> buffer)
    {
        var read = (int)Receive((int)socket.Handle, ref MemoryMarshal.GetReference(buffer), (nuint)buffer.Length, DontWait);
        return read >= 0 ? read : Marshal.GetLastPInvokeError() == WouldBlock ? -1 : 0;
    }

    public void Dispose() => Close(_handle);

    private void Watch(Socket socket, uint events, Action ready)
    {
        var handle = (int)socket.Handle;
        _ready[handle] = ready;
        var interest = new Event { Events = events, Socket = handle };
        if (Control(_handle, Add, handle, ref interest) != 0)
        {
            throw new InvalidOperationException($"epoll_ctl failed with {Marshal.GetLastPInvokeError()}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int Control(int handle, int operation, int socket, ref Event interest);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int Wait(int handle, [Out] Event[] events, int capacity, int timeout);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(int socket, ref byte buffer, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);

    // As the kernel has it on x86-64; other processors have padding after the first field.
    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    private struct Event
    {
        public uint Events;
        public int Socket;
        private readonly int _upper;
    }
}
