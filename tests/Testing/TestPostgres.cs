using Npgsql;

namespace Clockit.Testing;

/// <summary>A PostgreSQL server for tests; its user may create databases.</summary>
public sealed class TestPostgres : TestServer
{
    internal TestPostgres(IServerHost host)
        : base(host)
    {
    }

    /// <summary>Postgres's immediate shutdown: no checkpoint, every connection cut. It stays down until it is started.</summary>
    public Task StopImmediatelyAsync() => SignalAndStopAsync("QUIT");

    /// <summary>Creates an empty database and gives its Npgsql connection string.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var server = await AddressAsync();
        var name = $"test_{Guid.NewGuid():N}";
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand($"create database {name}", connection);
        await create.ExecuteNonQueryAsync();
        // A suite makes hundreds of databases; a pool that is not used gives its connections back.
        return new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 20, ConnectionIdleLifetime = 3, ConnectionPruningInterval = 1 }.ConnectionString;
    }
}
