using Microsoft.EntityFrameworkCore.Design;

namespace Clockit.Accounts.Infrastructure.Store;

/// <summary>What the tool that writes migrations starts from; it connects to nothing.</summary>
internal sealed class DesignTimeContext : IDesignTimeDbContextFactory<AccountsDbContext>
{
    public AccountsDbContext CreateDbContext(string[] args) => new(AccountsDbContext.OptionsFor("Host=localhost"));
}
