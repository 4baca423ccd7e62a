using System.Security.Cryptography;
using System.Text;

namespace Clockit.AppHost.Servers;

/// <summary>
/// Paths of plain characters. Janus takes no path beyond ASCII, RabbitMQ none with a quote, redis.conf none with a
/// double quote, and a connection string none with a semicolon. Where the data folder has such a name, servers reach
/// it through a link of a plain name.
/// </summary>
internal static class PlainPath
{
    private const UnixFileMode Passable = (UnixFileMode)0b111_001_001;

    /// <summary>The folder itself when its path is plain, else a link to it in a folder that only this user may write.</summary>
    /// <exception cref="InvalidOperationException">Somebody else has made the link's folder.</exception>
    public static string To(string folder)
    {
        if (OperatingSystem.IsWindows() || folder.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '-'))
        {
            return folder;
        }

        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)).AsSpan(0, 8));
        var parent = Path.Combine(Path.GetTempPath(), $"clockit-{name}");
        Directory.CreateDirectory(parent);
        try
        {
            // Fails when it belongs to somebody else.
            File.SetUnixFileMode(parent, Passable);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new InvalidOperationException($"{parent} belongs to another user: choose a data folder whose path has letters, digits, '.', '_' and '-' only.", e);
        }

        var link = Path.Combine(parent, "data");
        if (new FileInfo(link).LinkTarget != folder)
        {
            File.Delete(link);
            File.CreateSymbolicLink(link, folder);
        }

        return link;
    }
}
