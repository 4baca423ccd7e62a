namespace Clockit.AppHost.Servers;

/// <summary>Prefixes a command so that a server that refuses to run as root runs as its own user.</summary>
internal static class RunAs
{
    /// <summary>
    /// Empty unless this process is root. <c>setpriv</c> becomes the command it starts, so the process id stays.
    /// A folder below one that only root may enter (a checkout in root's home) needs the capability to pass
    /// through folders; it is granted only when the user cannot reach the folder without.
    /// </summary>
    public static async Task<IReadOnlyList<string>> PrefixAsync(string user, string folder, CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return [];
        }

        string[] plain = ["/usr/bin/setpriv", $"--reuid={user}", $"--regid={user}", "--init-groups"];
        var (exitCode, _) = await Tool.TryAsync([.. plain, "test", "-x", folder], cancellationToken);
        return exitCode == 0 ? plain : [.. plain, "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"];
    }
}
