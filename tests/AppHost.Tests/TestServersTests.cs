using Clockit.Testing;
using Npgsql;
using RabbitMQ.Client;

namespace Clockit.AppHost.Tests;

public sealed class TestServersTests
{
    [Fact]
    public async Task A_database_is_there_again_after_its_server_was_killed()
    {
        await using var server = await TestServers.StartPostgresAsync();
        var database = await server.CreateDatabaseAsync();
        await ExecuteAsync(database, "create table kept (id int); insert into kept values (7)");

        await server.KillAsync();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => ExecuteAsync(database, "select 1"));
        await server.StartAsync();

        Assert.Equal(7, await ExecuteAsync(database, "select id from kept"));
    }

    [Fact]
    public async Task Virtual_hosts_are_apart_and_usable_at_once()
    {
        var server = await TestServers.MessagingAsync();
        var (first, second) = (await server.CreateVirtualHostAsync(), await server.CreateVirtualHostAsync());
        Assert.NotEqual(first, second, StringComparer.Ordinal);
        await using var connection = await new ConnectionFactory { Uri = new Uri(first) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        var queue = await channel.QueueDeclareAsync("mine");
        Assert.Equal("mine", queue.QueueName);
    }

    [Fact]
    public async Task A_paused_server_answers_nothing_until_it_is_resumed()
    {
        await using var server = await TestServers.StartPostgresAsync();
        var database = await server.CreateDatabaseAsync();

        await server.PauseAsync();
        var answer = ExecuteAsync(database + ";Timeout=30", "select 42");
        var first = await Task.WhenAny(answer, Task.Delay(TimeSpan.FromMilliseconds(500)));
        Assert.NotSame(answer, first);
        await server.ResumeAsync();

        Assert.Equal(42, await answer);
    }

    private static async Task<object?> ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
