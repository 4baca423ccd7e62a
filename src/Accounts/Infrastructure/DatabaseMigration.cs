using Microsoft.EntityFrameworkCore;

namespace Clockit.Accounts.Infrastructure;

/// <summary>The program's other job: <c>migrate</c> as its argument.</summary>
public static class DatabaseMigration
{
    /// <summary>Brings the database <c>accounts</c> to the newest migration.</summary>
    public static async Task RunAsync(IConfiguration configuration)
    {
        await using var db = new AccountsDbContext(new DbContextOptionsBuilder<AccountsDbContext>().UseNpgsql(configuration.GetConnectionString("accounts")).Options);
        await db.Database.MigrateAsync();
    }
}
