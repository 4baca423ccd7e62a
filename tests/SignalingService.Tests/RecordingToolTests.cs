using Clockit.SignalingService.Infrastructure.Recordings;
using Clockit.Testing;

namespace Clockit.SignalingService.Tests;

public sealed class RecordingToolTests
{
    [Fact]
    public async Task A_program_that_fails_is_quoted_with_its_last_words_only_however_much_it_wrote()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => RecordingTool.RunAsync(
            "sh", ["-c", "yes | head -c 20000000; echo last words >&2; exit 3"], TestContext.Current.CancellationToken));

        Assert.Contains("ended with 3", failure.Message, StringComparison.Ordinal);
        Assert.Contains("last words", failure.Message, StringComparison.Ordinal);
        Assert.True(failure.Message.Length < RecordingTool.MaxOutput + 100);
    }

    [Fact]
    public async Task A_program_that_does_not_end_is_ended_with_its_children()
    {
        var mark = $"{Random.Shared.Next(100_000, 999_999)}.5";

        await Assert.ThrowsAsync<TimeoutException>(() => RecordingTool.RunAsync(
            "sh", ["-c", $"sleep {mark} & sleep {mark}; wait"], TestContext.Current.CancellationToken, TimeSpan.FromSeconds(1)));

        var command = System.Text.Encoding.UTF8.GetBytes($"sleep\0{mark}\0");
        // They are told to end at once, and are gone a moment later.
        await Eventually.TrueAsync(() => !Directory.EnumerateDirectories("/proc").Any(folder => int.TryParse(Path.GetFileName(folder), out _) && IsRunning(folder, command)));
    }

    [Fact]
    public async Task A_program_that_is_not_installed_is_named()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => RecordingTool.RunAsync("no-such-program", [], TestContext.Current.CancellationToken));

        Assert.Contains("no-such-program", failure.Message, StringComparison.Ordinal);
    }

    private static bool IsRunning(string folder, byte[] command)
    {
        try
        {
            return File.ReadAllBytes(Path.Combine(folder, "cmdline")).AsSpan().SequenceEqual(command);
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return false;
        }
    }
}
