using System.Security.Cryptography;
using Clockit.Accounts.Application;
using Clockit.Accounts.Domain;
using Clockit.Accounts.Infrastructure.Store;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.IdentityModel.Tokens;
using Npgsql;

namespace Clockit.Accounts.Infrastructure.Keys;

/// <summary>
/// P-256 keys in Postgres, shared by every gateway. A new key is made every 30 days, published for ten minutes before it
/// signs, and stays published for a day after its successor took over: nobody is signed out by a rotation.
/// </summary>
internal sealed partial class SigningKeyRing(
    IServiceScopeFactory scopes, IDataProtectionProvider protection, TimeProvider time, ILogger<SigningKeyRing> logger)
    : BackgroundService, ISigningKeys, IHealthCheck
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);
    private static readonly TimeSpan Announcement = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Retirement = TimeSpan.FromDays(1);
    private static readonly TimeSpan Refresh = TimeSpan.FromMinutes(1);
    private volatile Snapshot? _snapshot;

    public ECDsaSecurityKey Current => Loaded.Current;

    public IReadOnlyList<ECDsaSecurityKey> Published => Loaded.Published;

    private Snapshot Loaded => _snapshot ?? throw new ServiceDefaults.Errors.ServiceUnavailableException("The signing keys are not loaded yet.");

    /// <summary>Keys in the database were written under this name: it stays, whatever the namespace is called.</summary>
    private IDataProtector Protector => protection.CreateProtector("Clockit.Gateway.SigningKeys");

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_snapshot is null ? HealthCheckResult.Unhealthy("The signing keys are not loaded yet.") : HealthCheckResult.Healthy());

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LoadAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or DbUpdateException or TimeoutException or InvalidOperationException or CryptographicException)
            {
                LogFailed(exception);
            }

            await Task.Delay(_snapshot is null ? TimeSpan.FromSeconds(1) : Refresh, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AccountsDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Gateways that start together make one key.
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext('signing_keys'))", cancellationToken);
        var now = time.GetUtcNow();
        var keys = await db.SigningKeys.OrderBy(key => key.CreatedAt).ToListAsync(cancellationToken);
        if (keys.Count == 0 || keys[^1].CreatedAt + Lifetime <= now)
        {
            var key = NewKey(now);
            db.Add(key);
            keys.Add(key);
            LogNewKey(key.Id);
        }

        // Tokens live for minutes: a key whose successor has signed for a day has none left.
        var retired = keys.Where((_, index) => index + 1 < keys.Count && keys[index + 1].CreatedAt + Announcement + Retirement <= now).ToList();
        db.RemoveRange(retired);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        var published = keys.Except(retired).ToList();
        var signing = published.FindLast(key => key.CreatedAt + Announcement <= now) ?? published[0];
        _snapshot = new Snapshot(Open(signing), [.. published.Select(Open)]);
    }

    private SigningKey NewKey(DateTimeOffset now)
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new SigningKey
        {
            Id = Guid.CreateVersion7(now).ToString("N"),
            ProtectedPrivateKey = Protector.Protect(ecdsa.ExportPkcs8PrivateKey()),
            CreatedAt = now,
        };
    }

    private ECDsaSecurityKey Open(SigningKey key)
    {
        if (_snapshot?.Published.FirstOrDefault(known => string.Equals(known.KeyId, key.Id, StringComparison.Ordinal)) is { } open)
        {
            return open;
        }

        var ecdsa = ECDsa.Create();
        ecdsa.ImportPkcs8PrivateKey(Protector.Unprotect(key.ProtectedPrivateKey), out _);
        return new ECDsaSecurityKey(ecdsa) { KeyId = key.Id };
    }

    private sealed record Snapshot(ECDsaSecurityKey Current, IReadOnlyList<ECDsaSecurityKey> Published);

    [LoggerMessage(EventId = 5001, Level = LogLevel.Warning, Message = "The signing keys could not be read")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(EventId = 5002, Level = LogLevel.Information, Message = "Made signing key {KeyId}")]
    private partial void LogNewKey(string keyId);
}
