using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Clockit.Gateway.Tests.Support;

namespace Clockit.Gateway.Tests;

public sealed class RoleTests
{
    [Fact]
    public async Task An_admin_makes_a_viewer_a_moderator_who_is_one_at_the_next_sign_in()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var (admin, _) = await gateway.RegisteredAsync();
        var name = GatewayHost.NewName();
        var (viewer, user) = await gateway.RegisteredAsync(name);
        using (admin)
        using (viewer)
        {
            using var response = await SetAsync(admin, user, "moderator");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(["viewer", "moderator"], RolesOf((await response.JsonAsync())["user"]!));
            using var signedIn = gateway.Client();
            await signedIn.PostAsJsonAsync("/api/auth/login", new { username = name, password = "correct horse" });
            Assert.Equal(["viewer", "moderator"], RolesOf((await (await signedIn.GetAsync("/api/auth/me")).JsonAsync())["user"]!));
        }
    }

    [Fact]
    public async Task There_is_always_an_admin_and_one_who_was_demoted_is_none_at_once()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var (first, firstUser) = await gateway.RegisteredAsync();
        var (second, secondUser) = await gateway.RegisteredAsync();
        using (first)
        using (second)
        {
            await (await SetAsync(first, firstUser, "viewer")).HasProblemAsync(HttpStatusCode.Conflict, "user.last_admin");
            Assert.Equal(HttpStatusCode.OK, (await SetAsync(first, secondUser, "admin")).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await SetAsync(first, firstUser, "viewer")).StatusCode);
            // The session still says admin.
            await (await SetAsync(first, firstUser, "admin")).HasProblemAsync(HttpStatusCode.Forbidden, "auth.forbidden");
        }
    }

    [Fact]
    public async Task Two_admins_who_demote_each_other_leave_one()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var (first, firstUser) = await gateway.RegisteredAsync();
        var name = GatewayHost.NewName();
        var (_, secondUser) = await gateway.RegisteredAsync(name);
        using var second = gateway.Client();
        using (first)
        {
            await SetAsync(first, secondUser, "admin");
            await second.PostAsJsonAsync("/api/auth/login", new { username = name, password = "correct horse" });
            var answers = await Task.WhenAll(SetAsync(first, secondUser, "viewer"), SetAsync(second, firstUser, "viewer"));
            Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
            Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Conflict);
        }
    }

    [Fact]
    public async Task Nobody_else_gives_roles_and_no_role_is_made_up()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var (admin, adminUser) = await gateway.RegisteredAsync();
        var (creator, creatorUser) = await gateway.RegisteredAsync(role: "creator");
        using var anyone = gateway.Client();
        using (admin)
        using (creator)
        {
            await (await SetAsync(creator, creatorUser, "admin")).HasProblemAsync(HttpStatusCode.Forbidden, "auth.forbidden");
            await (await SetAsync(anyone, creatorUser, "admin")).HasProblemAsync(HttpStatusCode.Unauthorized, "auth.required");
            await (await SetAsync(admin, creatorUser, "owner")).HasProblemAsync(HttpStatusCode.UnprocessableEntity, "request.invalid");
            foreach (var body in new[] { "{}", """{"roles":null}""", """{"roles":[null]}""" })
            {
                using var content = new StringContent(body, Encoding.UTF8, "application/json");
                await (await admin.PutAsync(new Uri($"/api/users/{creatorUser["id"]}/roles", UriKind.Relative), content)).HasProblemAsync(HttpStatusCode.UnprocessableEntity, "request.invalid");
            }

            await (await SetAsync(admin, new JsonObject { ["id"] = Guid.NewGuid().ToString() }, "creator")).HasProblemAsync(HttpStatusCode.NotFound, "user.not_found");
            await (await SetAsync(admin, new JsonObject { ["id"] = "nobody" }, "creator")).HasProblemAsync(HttpStatusCode.NotFound, "user.not_found");
            Assert.Equal(["viewer", "admin"], RolesOf((await (await admin.GetAsync($"/api/users/{adminUser["id"]}")).JsonAsync())["user"]!));
        }
    }

    private static Task<HttpResponseMessage> SetAsync(HttpClient client, JsonNode user, params string[] roles) =>
        client.PutAsJsonAsync($"/api/users/{user["id"]}/roles", new { roles });

    private static IEnumerable<string> RolesOf(JsonNode user) => user["roles"]!.AsArray().Select(role => (string)role!);
}
