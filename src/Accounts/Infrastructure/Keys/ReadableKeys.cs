using System.Xml.Linq;
using Clockit.Accounts.Infrastructure.Store;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Clockit.Accounts.Infrastructure.Keys;

/// <summary>
/// Encrypts the keys of an installation from before they were: the same keys, so that sessions and tokens go on. Whoever
/// has a copy of the database from before can still read them there; docs/accounts.md says how to replace them.
/// </summary>
internal sealed partial class ReadableKeys(IServiceScopeFactory scopes, MasterKey master, TimeProvider time, ILogger<ReadableKeys> logger) : BackgroundService
{
    /// <summary>The schema of the key ring's files, which says what in them is secret.</summary>
    private static readonly XNamespace Protection = "http://schemas.asp.net/2015/03/dataProtection";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!master.IsSet)
        {
            LogReadable();
            return;
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await EncryptAsync(stoppingToken);
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or DbUpdateException or TimeoutException or InvalidOperationException or System.Xml.XmlException)
            {
                LogFailed(exception);
                await Task.Delay(TimeSpan.FromSeconds(1), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task EncryptAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AccountsDbContext>();
        var encryptor = new KeyRingEncryptor(master);
        foreach (var key in await db.DataProtectionKeys.ToListAsync(cancellationToken))
        {
            var element = XElement.Parse(key.Xml!);
            var readable = element.DescendantsAndSelf().Where(part => (bool?)part.Attribute(Protection + "requiresEncryption") is true).ToList();
            foreach (var part in readable)
            {
                var encrypted = encryptor.Encrypt(part);
                part.ReplaceWith(new XElement(
                    Protection + "encryptedSecret", new XAttribute("decryptorType", encrypted.DecryptorType.AssemblyQualifiedName!), encrypted.EncryptedElement));
            }

            if (readable.Count > 0)
            {
                key.Xml = element.ToString(SaveOptions.DisableFormatting);
                LogEncrypted(key.Id);
            }
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    [LoggerMessage(EventId = 5031, Level = LogLevel.Warning, Message = "The keys in the database could not be encrypted; it is tried again")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(EventId = 5032, Level = LogLevel.Information, Message = "Encrypted key {Id} of the database")]
    private partial void LogEncrypted(int id);

    [LoggerMessage(EventId = 5033, Level = LogLevel.Warning, Message = "Accounts:Secret is not set: whoever reads the database can forge sessions and tokens")]
    private partial void LogReadable();
}
