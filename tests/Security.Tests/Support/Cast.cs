namespace Clockit.Security.Tests.Support;

/// <summary>Everyone who calls, in the order of the matrix's columns, and those who are called upon.</summary>
public sealed record Cast(
    Person Anonymous,
    Person Viewer,
    Person Creator,
    Person Host,
    Person ChatModerator,
    Person SiteModerator,
    Person Admin,
    Person Steward,
    Person Bystander)
{
    /// <summary>The callers of the matrix.</summary>
    public IReadOnlyList<(string Role, Person Person)> Callers =>
    [
        ("anonymous", Anonymous),
        ("a viewer", Viewer),
        ("another creator", Creator),
        ("the host", Host),
        ("a chat moderator", ChatModerator),
        ("a site moderator", SiteModerator),
        ("an admin", Admin),
    ];

    /// <param name="installation">An empty one, whose first account is the admin.</param>
    public static async Task<Cast> RegisterAsync(Installation installation)
    {
        var admin = await installation.RegisterAsync("admin");
        return new Cast(
            installation.Nobody(),
            await installation.RegisterAsync("viewer"),
            await installation.RegisterAsync("creator", "creator"),
            await installation.RegisterAsync("host", "creator"),
            await installation.RegisterAsync("chatmod"),
            await installation.RegisterAsync("sitemod", "viewer", "moderator"),
            admin,
            // Another site moderator: sees every stream, and takes part where the matrix needs somebody who does.
            await installation.RegisterAsync("steward", "viewer", "moderator"),
            await installation.RegisterAsync("bystander"));
    }
}
