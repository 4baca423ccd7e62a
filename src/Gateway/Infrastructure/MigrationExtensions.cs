using Microsoft.EntityFrameworkCore;

namespace Clockit.Gateway.Infrastructure;

internal static class MigrationExtensions
{
    /// <summary>Brings the database to the newest migration and returns the exit code.</summary>
    public static async Task<int> MigrateAsync(this WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<AccountsDbContext>().Database.MigrateAsync();
        return 0;
    }
}
