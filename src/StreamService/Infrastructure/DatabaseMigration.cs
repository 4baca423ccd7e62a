using Microsoft.EntityFrameworkCore;

namespace Clockit.StreamService.Infrastructure;

/// <summary>The program's other job: <c>migrate</c> as its argument.</summary>
internal static class DatabaseMigration
{
    /// <summary>Brings the database <c>streams</c> to the newest migration.</summary>
    public static async Task RunAsync(IConfiguration configuration)
    {
        await using var db = new StreamDbContext(new DbContextOptionsBuilder<StreamDbContext>().UseNpgsql(configuration.GetConnectionString("streams")).Options);
        await db.Database.MigrateAsync();
    }
}
