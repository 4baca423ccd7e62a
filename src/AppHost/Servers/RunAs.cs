using System.Globalization;

namespace Clockit.AppHost.Servers;

/// <summary>
/// Has a server run as a user of its own when this process is root, so that a hole in it opens nothing else. As
/// anybody else, it runs as that user.
/// </summary>
/// <param name="program">The server.</param>
/// <param name="folder">Its data, which is given to its user at every start.</param>
/// <param name="users">Users in the order in which they are looked for; Debian's packages make most of them.</param>
internal sealed class RunAs(string program, string folder, params string[] users)
{
    private const string SetPriv = "/usr/bin/setpriv";

    private string[] _prefix = [SetPriv];

    /// <summary>What the resource's command is: the server, or as root what becomes the server.</summary>
    public string Command => Environment.IsPrivilegedProcess ? SetPriv : program;

    /// <summary>The command's arguments: what makes it the server, and the server's own. Right after <see cref="PrepareAsync"/>.</summary>
    public IEnumerable<string> Arguments(params IEnumerable<string> own) => Environment.IsPrivilegedProcess ? [.. _prefix[1..], program, .. own] : own;

    /// <summary>
    /// Gives the folder to the user and finds out how the server gets there. <c>setpriv</c> becomes the command that it
    /// starts, so the process id stays. A folder below one that only root may enter (a checkout in root's home) needs
    /// the capability to pass through folders; it is granted only when the user cannot reach the folder without.
    /// </summary>
    /// <returns>What runs another command as the same user; empty unless this process is root.</returns>
    public async Task<IReadOnlyList<string>> PrepareAsync(CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return [];
        }

        var user = await FindUserAsync(cancellationToken);
        await GiveAsync(user, folder, cancellationToken);
        string[] plain = [SetPriv, $"--reuid={user}", $"--regid={await GroupOfAsync(user, cancellationToken)}", "--init-groups", "--no-new-privs"];
        var (exitCode, _) = await Tool.TryAsync([.. plain, "test", "-x", folder + "/"], cancellationToken);
        _prefix = exitCode == 0 ? plain : [.. plain, "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"];
        return _prefix;
    }

    private static Task GiveAsync(string user, string folder, CancellationToken cancellationToken) =>
        Tool.RunAsync(["/usr/bin/chown", "--recursive", "--no-dereference", $"{user}:", folder + "/"], cancellationToken);

    private static async Task<string> GroupOfAsync(string user, CancellationToken cancellationToken) =>
        (await Tool.RunAsync(["/usr/bin/id", "--group", user], cancellationToken)).Trim();

    private async Task<string> FindUserAsync(CancellationToken cancellationToken)
    {
        foreach (var user in users)
        {
            var (exitCode, output) = await Tool.TryAsync(["/usr/bin/id", "--user", user], cancellationToken);
            if (exitCode == 0 && int.TryParse(output.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id != 0)
            {
                return user;
            }
        }

        throw new InvalidOperationException($"There is no user {string.Join(" or ", users)} for {program}: './clockit setup' makes it.");
    }
}
