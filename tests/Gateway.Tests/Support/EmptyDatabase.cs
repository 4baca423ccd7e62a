using Clockit.Accounts.Infrastructure.Store;
using Clockit.Testing;

namespace Clockit.Gateway.Tests.Support;

/// <summary>A database of its own, at the newest migration.</summary>
internal static class EmptyDatabase
{
    public static async Task<string> CreateAsync()
    {
        var database = await (await TestServers.PostgresAsync()).CreateDatabaseAsync();
        await DatabaseMigration.RunAsync(database);
        return database;
    }
}
