using Clockit.StreamService.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Clockit.StreamService.Tests.Support;

internal static class Migrations
{
    public static async Task ApplyAsync(string database)
    {
        await using var db = new StreamDbContext(new DbContextOptionsBuilder<StreamDbContext>().UseNpgsql(database).Options);
        await db.Database.MigrateAsync();
    }
}
