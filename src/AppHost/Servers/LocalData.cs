using System.Globalization;
using System.Security.Cryptography;

namespace Clockit.AppHost.Servers;

/// <summary>
/// The data folder of one installation: every server's files, the secrets made at first start, and the ports that stay
/// the same from start to start. Only this user reads what is in it.
/// </summary>
public sealed class LocalData
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerOnly | UnixFileMode.UserExecute;

    private readonly Lazy<string> _plainRoot;

    /// <param name="root">Created when it is not there. Others lose the right to read it, if they had it.</param>
    public LocalData(string root)
    {
        Root = Path.GetFullPath(root);
        _plainRoot = new Lazy<string>(() => PlainPath.To(Root));
        OwnFiles.KeepFromOthers();
        CreateFolder(Root);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Root, RootMode);
        }

        CreateFolder(Path.Combine(Root, "secrets"));
    }

    /// <summary>The folder as the user named it.</summary>
    public string Root { get; }

    // Servers with users of their own pass through the root to their folders, and see nothing else in it.
    private static UnixFileMode RootMode =>
        Environment.IsPrivilegedProcess ? OwnerFolder | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : OwnerFolder;

    /// <summary>
    /// A folder below the root, created when it is not there, by a path that every server's configuration can hold
    /// whatever the root is called: see <see cref="PlainPath"/>.
    /// </summary>
    public string Folder(params string[] names)
    {
        var folder = Path.Combine([_plainRoot.Value, .. names]);
        CreateFolder(folder);
        return folder;
    }

    /// <summary>A secret of 192 random bits in letters and digits, the same at every call.</summary>
    public string Secret(string name)
    {
        var file = Path.Combine(Root, "secrets", name);
        if (!File.Exists(file))
        {
            WritePrivate(file, RandomNumberGenerator.GetHexString(48, lowercase: true));
        }

        return File.ReadAllText(file);
    }

    /// <summary>A port on loopback, the same at every start unless another process took it.</summary>
    public int Port(string name)
    {
        var file = Path.Combine(Folder("ports"), name);
        if (File.Exists(file)
            && int.TryParse(File.ReadAllText(file), NumberStyles.None, CultureInfo.InvariantCulture, out var known)
            && FreePorts.IsFree(known))
        {
            return known;
        }

        var port = FreePorts.Next();
        File.WriteAllText(file, $"{port}");
        return port;
    }

    /// <summary>Writes a whole file that only its owner may read, in place of what was there.</summary>
    public static void WritePrivate(string path, string content)
    {
        var part = path + ".part";
        File.Delete(part);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (var file = new FileStream(part, options))
        using (var writer = new StreamWriter(file))
        {
            writer.Write(content);
        }

        File.Move(part, path, overwrite: true);
    }

    /// <summary>A folder that only its owner enters; one that is there stays as it is.</summary>
    internal static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerFolder);
        }
    }
}
