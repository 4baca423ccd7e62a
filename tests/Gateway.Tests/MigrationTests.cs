using System.Net;
using System.Net.Http.Json;
using Clockit.Accounts.Infrastructure.Store;
using Clockit.Gateway.Tests.Support;
using Clockit.Testing;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace Clockit.Gateway.Tests;

/// <summary>A database from before sessions were kept on the server loses nothing.</summary>
public sealed class MigrationTests
{
    [Fact]
    public async Task Accounts_keys_follows_and_programs_go_on()
    {
        var database = await (await TestServers.PostgresAsync()).CreateDatabaseAsync();
        await using var db = new AccountsDbContext(AccountsDbContext.OptionsFor(database));
        await db.GetService<IMigrator>().MigrateAsync("20261121234140_Follows");
        var (ada, bob, refresh) = (Guid.CreateVersion7(), Guid.CreateVersion7(), "a-refresh-token-from-before");
        var hash = new PasswordHasher<object>().HashPassword(new object(), "correct horse");
        await ExecuteAsync(
            database,
            """
            INSERT INTO accounts ("Id", "UserName", "NormalizedUserName", "DisplayName", "AvatarUrl", "Roles", "CreatedAt", "PasswordHash", "SecurityStamp", "ConcurrencyStamp", "EmailConfirmed", "PhoneNumberConfirmed", "TwoFactorEnabled", "LockoutEnabled", "AccessFailedCount")
            VALUES (@ada, 'Ada', 'ADA', 'Ada L.', 'https://img.example/a.png', '{viewer,admin}', now(), @hash, 'STAMP', 'c', false, false, false, true, 0),
                   (@bob, 'bob', 'BOB', 'Bob', null, '{viewer}', now(), null, 'STAMP2', 'c', false, false, false, true, 0);
            INSERT INTO "AspNetUserLogins" ("LoginProvider", "ProviderKey", "UserId") VALUES ('https://issuer.example', 'subject', @bob);
            INSERT INTO follows ("FollowerId", "FolloweeId", "CreatedAt") VALUES (@bob, @ada, now());
            INSERT INTO refresh_tokens ("Hash", "FamilyId", "AccountId", "CreatedAt", "ExpiresAt", "UsedAt", "RevokedAt")
            VALUES (sha256('used'), @family, @ada, now() - interval '1 hour', now() + interval '1 day', now(), null),
                   (sha256(convert_to(@refresh, 'UTF8')), @family, @ada, now(), now() + interval '1 day', null, null),
                   (sha256('revoked'), @other, @ada, now(), now() + interval '1 day', null, now());
            """,
            ("ada", ada), ("bob", bob), ("hash", hash), ("refresh", refresh), ("family", Guid.CreateVersion7()), ("other", Guid.CreateVersion7()));

        // As it was before columns followed a convention.
        await db.Database.ExecuteSqlAsync($"""ALTER TABLE "__EFMigrationsHistory" RENAME COLUMN migration_id TO "MigrationId" """);
        await db.Database.ExecuteSqlAsync($"""ALTER TABLE "__EFMigrationsHistory" RENAME COLUMN product_version TO "ProductVersion" """);
        await DatabaseMigration.RunAsync(database);
        Assert.False(db.Database.HasPendingModelChanges());
        await using var gateway = await GatewayHost.StartAsync(database);
        using var client = gateway.Client();
        using var login = await client.PostAsJsonAsync("/api/auth/login", new { username = "ADA", password = "correct horse" });
        Assert.Equal(HttpStatusCode.OK, login.StatusCode);
        var user = (await login.JsonAsync())["user"]!;
        Assert.Equal((ada.ToString(), "Ada", "Ada L.", "https://img.example/a.png"), ((string?)user["id"], (string?)user["username"], (string?)user["displayName"], (string?)user["avatarUrl"]));
        Assert.Equal(["viewer", "admin"], user["roles"]!.AsArray().Select(role => (string?)role));
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsJsonAsync("/api/auth/refresh", new { refreshToken = refresh })).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.PostAsJsonAsync("/api/auth/refresh", new { refreshToken = "revoked" })).StatusCode);
        Assert.Equal(1, (int)(await (await client.GetAsync($"/api/users/{ada}")).JsonAsync())["followerCount"]!);
        Assert.Equal(bob, (await db.ExternalLogins.SingleAsync(external => external.Issuer == "https://issuer.example" && external.Subject == "subject")).AccountId);
        Assert.Empty(await db.Database.SqlQuery<string>(
            $"SELECT column_name AS \"Value\" FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '__EFMigrationsHistory' AND column_name <> lower(column_name)").ToListAsync());
    }

    private static async Task ExecuteAsync(string database, string sql, params (string Name, object Value)[] parameters)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        // Several statements with the same named parameters: one each.
        foreach (var statement in sql.Split(";\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            await using var command = new NpgsqlCommand(statement, connection);
            foreach (var (name, value) in parameters.Where(parameter => statement.Contains($"@{parameter.Name}", StringComparison.Ordinal)))
            {
                command.Parameters.AddWithValue(name, value);
            }

            await command.ExecuteNonQueryAsync();
        }
    }
}
