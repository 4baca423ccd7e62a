using System.Runtime.InteropServices;

namespace Clockit.AppHost.Supervision;

/// <summary>Replaces this process by a new one of the same program, arguments and process id.</summary>
internal static class NewSelf
{
    /// <summary>Does not return, unless the system refuses.</summary>
    public static void Become()
    {
        var program = Environment.ProcessPath!;
        // With 'dotnet X.dll' the process is dotnet, and the program its first argument.
        string?[] arguments = [program, .. Path.GetFileNameWithoutExtension(program) == "dotnet" ? [Environment.GetCommandLineArgs()[0]] : Array.Empty<string>(), .. Environment.GetCommandLineArgs()[1..], null];
        _ = Execute(program, arguments);
    }

    [DllImport("libc", EntryPoint = "execv", CharSet = CharSet.Ansi)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Execute([MarshalAs(UnmanagedType.LPUTF8Str)] string path, [MarshalAs(UnmanagedType.LPArray, ArraySubType = UnmanagedType.LPUTF8Str)] string?[] arguments);
}
