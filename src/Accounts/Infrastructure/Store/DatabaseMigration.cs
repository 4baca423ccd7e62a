using Microsoft.EntityFrameworkCore;

namespace Clockit.Accounts.Infrastructure.Store;

/// <summary>The program's other job: <c>migrate</c> as its argument.</summary>
public static class DatabaseMigration
{
    /// <summary>Brings the database <c>accounts</c> to the newest migration.</summary>
    public static Task RunAsync(IConfiguration configuration) => RunAsync(configuration.GetConnectionString("accounts"));

    /// <summary>Brings a database to the newest migration.</summary>
    public static async Task RunAsync(string? connectionString)
    {
        await using var db = new AccountsDbContext(AccountsDbContext.OptionsFor(connectionString));
        if (await db.Database.CanConnectAsync())
        {
            // The columns of the migrations' own table follow the naming convention too, before the first migration is looked up.
            await db.Database.ExecuteSqlAsync($"""
                DO $$ BEGIN
                    IF EXISTS (SELECT FROM information_schema.columns WHERE table_schema = 'public' AND table_name = '__EFMigrationsHistory' AND column_name = 'MigrationId') THEN
                        ALTER TABLE "__EFMigrationsHistory" RENAME COLUMN "MigrationId" TO migration_id;
                        ALTER TABLE "__EFMigrationsHistory" RENAME COLUMN "ProductVersion" TO product_version;
                    END IF;
                END $$
                """);
        }

        await db.Database.MigrateAsync();
    }
}
