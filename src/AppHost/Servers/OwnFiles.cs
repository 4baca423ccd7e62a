using System.Runtime.InteropServices;

namespace Clockit.AppHost.Servers;

/// <summary>Keeps what this process and everything that it starts write from the machine's other users.</summary>
internal static class OwnFiles
{
    /// <summary>
    /// umask 077. It is inherited: by Aspire's engine, the servers and the services, and so by recordings, logs and the
    /// sockets of all of them.
    /// </summary>
    public static void KeepFromOthers()
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
        {
            _ = Umask(0b000_111_111);
        }
    }

    [DllImport("libc", EntryPoint = "umask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern uint Umask(uint mask);
}
