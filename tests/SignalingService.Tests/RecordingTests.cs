using System.Buffers.Binary;
using System.Data.Common;
using System.Net;
using System.Text;
using Clockit.SignalingService.Tests.Support;
using Clockit.StreamService.Client;
using Clockit.Testing;

namespace Clockit.SignalingService.Tests;

/// <summary>What becomes of recorded media, whoever is killed meanwhile.</summary>
public sealed class RecordingTests
{
    /// <summary>In microseconds since 1970.</summary>
    private const long Start = 1_760_000_000_000_000;

    [Fact]
    public async Task A_recording_is_finished_and_told_of_after_a_kill_on_the_way()
    {
        await using var world = await World.CreateWithMediaAsync(settings: ("Media:RecordingPoll", "00:00:00.2"));
        var stream = world.Streams.Add(status: "ended", recordEnabled: true);
        var folder = FolderOf(world, stream);
        await WriteSpeechAsync(Path.Combine(folder, "1760000000000-audio-0.mjr"));
        // What a process that was killed leaves.
        Directory.CreateDirectory(Path.Combine(folder, "work"));
        await File.WriteAllTextAsync(Path.Combine(folder, "work", "whole.webm"), "half a file");
        await File.WriteAllTextAsync(Path.Combine(folder, "lock"), "");
        world.Streams.CannotAttach = true;

        await using (var killed = await NodeProcess.StartAsync(world.Settings))
        {
            await Eventually.TrueAsync(() => world.Streams.AttachAttempts > 0, TimeSpan.FromSeconds(30));
            await killed.KillAsync();
        }

        Assert.Single(Directory.GetFiles(folder, "*.mjr"));
        world.Streams.CannotAttach = false;
        var node = await world.StartNodeAsync();
        await Eventually.TrueAsync(() => world.Streams.RecordingOf(stream.StreamId) is not null, TimeSpan.FromSeconds(30));
        await Eventually.TrueAsync(() => Directory.GetFiles(folder, "*.mjr").Length == 0);
        using var http = world.CreateHttpClient(node);
        using var file = await http.GetAsync(new Uri($"/api/live/{stream.StreamId}/recording", UriKind.Relative));
        Assert.Equal((HttpStatusCode.OK, "video/webm"), (file.StatusCode, file.Content.Headers.ContentType!.MediaType));
        Assert.Equal([0x1A, 0x45, 0xDF, 0xA3], (await file.Content.ReadAsByteArrayAsync())[..4]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(37)]
    [InlineData(-5)]
    [InlineData(61_000_001)]
    public async Task Sound_and_pictures_may_begin_at_any_time_of_each_other(int microseconds)
    {
        await using var world = await World.CreateWithMediaAsync(settings: ("Media:RecordingPoll", "00:00:00.2"));
        var stream = world.Streams.Add(status: "ended", recordEnabled: true);
        var folder = FolderOf(world, stream);
        await WritePicturesAsync(Path.Combine(folder, "1760000000000-video-1.mjr"), Start);
        await WriteSpeechAsync(Path.Combine(folder, "1760000000000-audio-0.mjr"), Start + microseconds);

        await world.StartNodeAsync();
        await Eventually.TrueAsync(() => world.Streams.RecordingOf(stream.StreamId) is not null, TimeSpan.FromSeconds(30));
    }

    /// <summary>The media server ends a session after it has said so; until then the end of its media is in no file.</summary>
    [Fact]
    public async Task What_the_media_server_still_writes_is_waited_for_unless_it_has_died()
    {
        await using var world = await World.CreateWithMediaAsync(settings: ("Media:RecordingPoll", "00:00:00.2"));
        var (written, left) = (world.Streams.Add(status: "ended", recordEnabled: true), world.Streams.Add(status: "ended", recordEnabled: true));
        const string Audio = "1760000000000-audio-0.mjr";
        var (begun, abandoned) = (Path.Combine(FolderOf(world, written), Audio), Path.Combine(FolderOf(world, left), Audio));
        await WriteSpeechAsync($"{begun}.part");
        await WriteSpeechAsync($"{abandoned}.part");
        File.SetLastWriteTimeUtc($"{abandoned}.part", DateTime.UtcNow - TimeSpan.FromMinutes(3));

        await world.StartNodeAsync();
        await Eventually.TrueAsync(() => world.Streams.RecordingOf(left.StreamId) is not null, TimeSpan.FromSeconds(30));
        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.Null(world.Streams.RecordingOf(written.StreamId));
        Assert.True(File.Exists($"{begun}.part"));

        File.Move($"{begun}.part", begun);
        await Eventually.TrueAsync(() => world.Streams.RecordingOf(written.StreamId) is not null, TimeSpan.FromSeconds(30));
        Assert.Empty(Directory.GetFiles(FolderOf(world, written), "*.mjr*"));
    }

    [Fact]
    public async Task While_a_stream_is_not_over_or_nothing_was_recorded_there_is_no_recording()
    {
        await using var world = await World.CreateWithMediaAsync(settings: ("Media:RecordingPoll", "00:00:00.2"));
        var (live, ended, over) = (world.Streams.Add(recordEnabled: true), world.Streams.Add(status: "ended"), world.Streams.Add(status: "ended", recordEnabled: true));
        await WriteSpeechAsync(Path.Combine(FolderOf(world, live), "1760000000000-audio-0.mjr"));
        await WriteSpeechAsync(Path.Combine(FolderOf(world, over), "1760000000000-audio-0.mjr"));
        var node = await world.StartNodeAsync();
        // The folder was looked at by then.
        await Eventually.TrueAsync(() => world.Streams.RecordingOf(over.StreamId) is not null, TimeSpan.FromSeconds(30));
        using var http = world.CreateHttpClient(node);

        foreach (var stream in new[] { live, ended })
        {
            using var none = await http.GetAsync(new Uri($"/api/live/{stream.StreamId}/recording", UriKind.Relative));
            Assert.Equal((HttpStatusCode.NotFound, "recording.not_found"), (none.StatusCode, await none.CodeAsync()));
        }

        Assert.Null(world.Streams.RecordingOf(live.StreamId));
        Directory.Delete(FolderOf(world, live), recursive: true);
    }

    private static string FolderOf(World world, StreamSummary stream)
    {
        var janus = new DbConnectionStringBuilder { ConnectionString = world.Settings["ConnectionStrings:janus"] };
        return Path.Combine((string)janus["Recordings"], stream.StreamId.ToString());
    }

    /// <summary>A second of silence, Opus.</summary>
    private static Task WriteSpeechAsync(string path, long start = Start) =>
        WriteAsync(path, "a", "opus", start, i => [0x80, 111, .. BigEndian(i), .. BigEndian(i * 960), 0, 0, 0, 7, 0xF8, 0xFF, 0xFE]);

    /// <summary>A second of VP8, each picture a key frame of 320 by 240 without content.</summary>
    private static Task WritePicturesAsync(string path, long start) =>
        WriteAsync(path, "v", "vp8", start, i =>
        [
            0x80, 0x80 | 96, .. BigEndian(i), .. BigEndian(i * 1800), 0, 0, 0, 8,
            0x10, 0x10, 0, 0, 0x9D, 0x01, 0x2A, 0x40, 0x01, 0xF0, 0x00, .. new byte[32],
        ]);

    /// <summary>A second as Janus writes it down: 50 packets of RTP, each after <c>MEET</c>, its time and its length.</summary>
    private static async Task WriteAsync(string path, string kind, string codec, long start, Func<ushort, byte[]> packet)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using var file = File.Create(path);
        var header = Encoding.UTF8.GetBytes($$"""{"t":"{{kind}}","c":"{{codec}}","s":{{start}},"u":{{start}}}""");
        await file.WriteAsync(Encoding.ASCII.GetBytes("MJR00002"));
        await file.WriteAsync(BigEndian((ushort)header.Length));
        await file.WriteAsync(header);
        for (ushort i = 0; i < 50; i++)
        {
            var rtp = packet(i);
            await file.WriteAsync(Encoding.ASCII.GetBytes("MEET"));
            await file.WriteAsync(BigEndian(i * 20));
            await file.WriteAsync(BigEndian((ushort)rtp.Length));
            await file.WriteAsync(rtp);
        }
    }

    private static byte[] BigEndian(ushort value)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] BigEndian(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
