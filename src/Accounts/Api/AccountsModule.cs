using Clockit.Accounts.Api.Auth;
using Clockit.Accounts.Api.Internal;
using Clockit.Accounts.Api.Users;

namespace Clockit.Accounts.Api;

/// <summary>The HTTP interface of the accounts module, for the program that hosts it.</summary>
public static class AccountsModule
{
    /// <summary>The rate limit policy of endpoints that take a password or a refresh token; the host defines it.</summary>
    public const string CredentialsPolicy = "credentials";

    /// <summary>Maps everything under <c>/api/auth</c>, <c>/api/users</c> and <c>/.well-known</c>, and what services ask.</summary>
    public static void MapAccounts(this IEndpointRouteBuilder app)
    {
        app.MapAuth();
        app.MapSessions();
        app.MapProfile();
        app.MapProviders();
        app.MapUsers();
        app.MapFollows();
        app.MapRoles();
        app.MapFollowerPages();
        app.MapServiceQuestions();
        app.MapDiscovery();
    }
}
