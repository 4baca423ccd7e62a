using Clockit.StreamService.Infrastructure;
using Clockit.StreamService.Tests.Support;
using Clockit.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Clockit.StreamService.Tests;

public sealed class UpgradeTests
{
    [Fact]
    public async Task Streams_of_before_are_found_in_any_form_and_their_recordings_follow_the_origin()
    {
        var database = await (await TestServers.PostgresAsync()).CreateDatabaseAsync();
        var (id, own) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await using (var db = new StreamDbContext(new DbContextOptionsBuilder<StreamDbContext>().UseNpgsql(database).Options))
        {
            await db.GetService<IMigrator>().MigrateAsync("Analytics");
            foreach (var (stream, recording) in new[] { (id, $"http://localhost:8080/api/live/{id}/recording"), (own, "https://video.example/mine") })
            {
                await db.Database.ExecuteSqlAsync($"""
                    INSERT INTO streams (id, host_id, host_username, host_display_name, title, tags, status, visibility, viewer_count, peak_viewers, total_views,
                      viewer_sequence, event_sequence, stream_key_hash, stream_key_cipher, chat_enabled, record_enabled, created_at, updated_at, version, recording_url, ended_at, started_at)
                    VALUES ({stream}, {Guid.CreateVersion7()}, 'ana', 'Ana', {"Cafe\u0301 of before"}, {new[] { "Jazz", "U\u0308ber" }}, 3, 0, 0, 5, 7,
                      0, 3, {stream.ToByteArray()}, {new byte[28]}, true, true, now(), now(), 3, {recording}, now(), now())
                    """);
            }
        }

        await Migrations.ApplyAsync(database);
        await using var service = await StreamServiceHost.StartAsync(database: database);
        using var anonymous = service.Anonymous();

        var found = await (await anonymous.GetAsync("/api/live?status=ended&q=CAF\u00C9 of&tag=\u00DCber&sort=")).JsonAsync();
        Assert.Equal(2, (int)found["total"]!);
        var before = await (await anonymous.GetAsync($"/api/live/{id}")).JsonAsync();
        Assert.Equal($"{StreamServiceHost.PublicOrigin}/api/live/{id}/recording", (string?)before["recordingUrl"]);
        Assert.Equal(["Jazz", "\u00DCber"], before["tags"]!.AsArray().Select(tag => (string)tag!));
        Assert.Equal((5, 7), ((int)before["peakViewers"]!, (int)before["totalViews"]!));
        Assert.Equal("https://video.example/mine", (string?)(await (await anonymous.GetAsync($"/api/live/{own}")).JsonAsync())["recordingUrl"]);
    }
}
