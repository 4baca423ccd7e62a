using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Clockit.AppHost.Servers;

/// <summary>A private PostgreSQL on loopback, its password made at first start.</summary>
public sealed class PostgresServerResource(string name, string command, LocalData data)
    : ExecutableResource(name, command, "/"), IResourceWithConnectionString
{
    internal const string User = "clockit";

    public EndpointReference Endpoint => new(this, "tcp");

    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create(
        $"Host=127.0.0.1;Port={Endpoint.Property(EndpointProperty.Port)};Username={User};Password={Password};Database=postgres");

    internal string Password => data.Secret(Name);

    internal List<PostgresDatabaseResource> Databases { get; } = [];
}

/// <summary>A database of a <see cref="PostgresServerResource"/>, created when the server is ready.</summary>
public sealed class PostgresDatabaseResource(string name, PostgresServerResource parent)
    : Resource(name), IResourceWithParent<PostgresServerResource>, IResourceWithConnectionString
{
    public PostgresServerResource Parent { get; } = parent;

    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create(
        $"Host=127.0.0.1;Port={Parent.Endpoint.Property(EndpointProperty.Port)};Username={PostgresServerResource.User};Password={Parent.Password};Database={Name}");
}

/// <summary>Adds PostgreSQL as a process of this machine.</summary>
public static class PostgresServerExtensions
{
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name, and its folder's below <paramref name="data"/>.</param>
    /// <param name="data">Where its files, password and port are kept.</param>
    /// <param name="durable">False for tests: commits reach the system but do not wait for the disk, so a power cut may lose what a crash of the process does not.</param>
    public static IResourceBuilder<PostgresServerResource> AddNativePostgres(
        this IDistributedApplicationBuilder builder, string name, LocalData data, bool durable = true)
    {
        var folder = Path.Combine(data.Folder(name), "data");
        var binaries = BinariesFor(folder);
        var runAs = new RunAs(Path.Combine(binaries, "postgres"), data.Folder(name), "postgres");
        var server = new PostgresServerResource(name, runAs.Command, data);
        var port = data.Port(name);
        builder.Services.AddHealthChecks().AddAsyncCheck(name, async token => await AnswersAsync(server, token));
        return builder.AddResource(server)
            .WithEndpoint(port, port, "tcp", "tcp", isProxied: false)
            .WithHealthCheck(name)
            .WithConnectionStringCommand()
            .WithUrlForEndpoint("tcp", url => url.DisplayText = "Postgres")
            .OnBeforeResourceStarted((_, _, token) => PrepareAsync(runAs, binaries, data.Folder(name), folder, server.Password, durable, token))
            .WithArgs(context => context.AddRange(runAs.Arguments(
                "-D", folder, "-p", $"{port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
                "-c", "max_connections=500", "-c", "jit=off", "-c", $"fsync={(durable ? "on" : "off")}",
                "-c", $"full_page_writes={(durable ? "on" : "off")}")))
            .OnResourceReady((_, ready, token) => CreateDatabasesAsync(server, ready.Services, token));
    }

    /// <summary>Adds a database, created when it is not there.</summary>
    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(this IResourceBuilder<PostgresServerResource> builder, string name)
    {
        var database = new PostgresDatabaseResource(name, builder.Resource);
        builder.Resource.Databases.Add(database);
        return builder.ApplicationBuilder.AddResource(database).WithConnectionStringCommand();
    }

    private static async Task PrepareAsync(
        RunAs runAs, string binaries, string home, string folder, string password, bool durable, CancellationToken cancellationToken)
    {
        var prefix = await runAs.PrepareAsync(cancellationToken);
        var initialized = Path.Combine(home, "initialized");
        if (!File.Exists(initialized))
        {
            if (Directory.Exists(folder))
            {
                // initdb was interrupted: nothing was ever stored here.
                Directory.Delete(folder, recursive: true);
            }

            var passwordFile = Path.Combine(home, "password");
            LocalData.WritePrivate(passwordFile, password);
            await runAs.PrepareAsync(cancellationToken);
            string[] sync = durable ? [] : ["--no-sync"];
            await Tool.RunAsync(
                [.. prefix, Path.Combine(binaries, "initdb"), "-D", folder, "-U", PostgresServerResource.User, "--auth=scram-sha-256", $"--pwfile={passwordFile}", "-E", "UTF8", "--locale=C.UTF-8", .. sync],
                cancellationToken);
            File.Delete(passwordFile);
            await File.WriteAllTextAsync(initialized, string.Empty, cancellationToken);
        }

        await RemoveStaleLockAsync(folder, cancellationToken);
    }

    /// <summary>Debian installs major versions side by side. Data belongs to one of them; new data gets the newest.</summary>
    private static string BinariesFor(string folder)
    {
        const string All = "/usr/lib/postgresql";
        var version = Path.Combine(folder, "PG_VERSION");
        var major = File.Exists(version)
            ? File.ReadAllText(version).Trim()
            : Directory.Exists(All)
                ? Directory.EnumerateDirectories(All).Select(Path.GetFileName).MaxBy(name => int.TryParse(name, CultureInfo.InvariantCulture, out var n) ? n : 0)
                : null;
        return Path.Combine(All, major ?? "15", "bin");
    }

    /// <summary>
    /// After a crash the lock file names a process id that another program may have by now, which Postgres takes for
    /// a running server. It is removed unless that process works in this very folder.
    /// </summary>
    private static async Task RemoveStaleLockAsync(string folder, CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder, "postmaster.pid");
        if (!File.Exists(file))
        {
            return;
        }

        var first = (await File.ReadAllLinesAsync(file, cancellationToken)).FirstOrDefault();
        var isServing = int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            && File.Exists($"/proc/{pid}/cwd/PG_VERSION")
            && (await Tool.TryAsync(["/usr/bin/test", $"/proc/{pid}/cwd/", "-ef", folder + "/"], cancellationToken)).ExitCode == 0;
        if (!isServing)
        {
            File.Delete(file);
        }
    }

    private static async Task<HealthCheckResult> AnswersAsync(PostgresServerResource server, CancellationToken cancellationToken)
    {
        var address = await server.ConnectionStringExpression.GetValueAsync(cancellationToken);
        await using var connection = new NpgsqlConnection(address + ";Pooling=false;Timeout=5");
        await connection.OpenAsync(cancellationToken);
        return HealthCheckResult.Healthy();
    }

    private static async Task CreateDatabasesAsync(PostgresServerResource server, IServiceProvider services, CancellationToken cancellationToken)
    {
        var notifications = services.GetRequiredService<ResourceNotificationService>();
        var address = await server.ConnectionStringExpression.GetValueAsync(cancellationToken);
        await using var connection = new NpgsqlConnection(address + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        foreach (var database in server.Databases)
        {
            await using var find = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection) { Parameters = { new() { Value = database.Name } } };
            if (await find.ExecuteScalarAsync(cancellationToken) is null)
            {
                // A name of our own app model, not of a user; CREATE DATABASE takes no parameters.
                await using var create = new NpgsqlCommand($"create database \"{database.Name}\"", connection);
                await create.ExecuteNonQueryAsync(cancellationToken);
            }

            await notifications.PublishUpdateAsync(database, s => s with { State = KnownResourceStates.Running });
        }
    }
}
