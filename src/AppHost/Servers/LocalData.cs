using System.Globalization;
using System.Security.Cryptography;

namespace Clockit.AppHost.Servers;

/// <summary>
/// The data folder of one installation: every server's files, the secrets made at first start (mode 600), and the
/// ports that stay the same from start to start.
/// </summary>
public sealed class LocalData
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <param name="root">Created when it is not there.</param>
    public LocalData(string root)
    {
        Root = Path.GetFullPath(root);
        Directory.CreateDirectory(Root);
        Directory.CreateDirectory(Path.Combine(Root, "secrets"), OwnerOnly | UnixFileMode.UserExecute);
    }

    public string Root { get; }

    /// <summary>A folder below the root, created when it is not there.</summary>
    public string Folder(params string[] names)
    {
        var folder = Path.Combine([Root, .. names]);
        Directory.CreateDirectory(folder);
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
        using (var file = new FileStream(part, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
        using (var writer = new StreamWriter(file))
        {
            writer.Write(content);
        }

        File.Move(part, path, overwrite: true);
    }
}
