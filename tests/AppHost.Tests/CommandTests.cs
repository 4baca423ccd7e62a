using Clockit.Testing;

namespace Clockit.AppHost.Tests;

public sealed class CommandTests : IDisposable
{
    private static readonly string Clockit = Path.Combine(Repository.Root, "clockit");

    private readonly string _folder = Directory.CreateTempSubdirectory("clockit-command-").FullName;

    [Theory]
    [InlineData("up", "--what")]
    [InlineData("up", "--port", "seventy")]
    [InlineData("up", "--port", "70000")]
    [InlineData("up", "--port")]
    [InlineData("up", "--replicas", "0")]
    [InlineData("up", "--json")]
    [InlineData("down", "now")]
    [InlineData("launch")]
    public async Task What_it_does_not_know_shows_the_usage_and_ends_with_code_2(params string[] args)
    {
        var (exitCode, output) = await Repository.RunAsync(Clockit, args);
        Assert.Equal(2, exitCode);
        Assert.Contains("Usage: ./clockit COMMAND", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_ends_with_code_3_when_nothing_runs()
    {
        var (exitCode, output) = await Repository.RunAsync(Clockit, "status", "--data", _folder);
        Assert.Equal(3, exitCode);
        Assert.Contains("not running", output, StringComparison.Ordinal);

        (exitCode, output) = await Repository.RunAsync(Clockit, "status", "--json", $"--data={_folder}");
        Assert.Equal(3, exitCode);
        Assert.Equal("[]", output.Trim());
    }

    [Fact]
    public async Task Reset_deletes_no_folder_that_is_not_its_own()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "diary.txt"), "mine");
        var (exitCode, _) = await Repository.RunAsync(Clockit, "reset", "--yes", "--data", _folder);
        Assert.Equal(1, exitCode);
        Assert.True(File.Exists(Path.Combine(_folder, "diary.txt")));
    }

    [Fact]
    public async Task Reset_deletes_nothing_without_a_yes()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "secrets"));
        var (exitCode, _) = await Repository.RunAsync(Clockit, "reset", "--data", _folder);
        Assert.Equal(1, exitCode);
        Assert.True(Directory.Exists(_folder));
    }

    [Fact]
    public async Task The_summary_counts_what_every_kind_of_suite_reported()
    {
        await ReportAsync("A.trx", """<r><UnitTestResult testName="A.ok" outcome="Passed" /><UnitTestResult testName="A.no &lt;1&gt;" outcome="Failed"><Output><ErrorInfo><Message>1 &amp; 2</Message></ErrorInfo></Output></UnitTestResult><UnitTestResult testName="A.later" outcome="NotExecuted" /></r>""");
        await ReportAsync("Web.json", """{"testResults":[{"name":"f","status":"passed","assertionResults":[{"status":"passed","fullName":"w","failureMessages":[]}]}]}""");
        await ReportAsync("B.crash", "It ended with code 134.");
        var (exitCode, output) = await SummarizeAsync();
        Assert.Equal(1, exitCode);
        Assert.EndsWith("\n2 passed, 2 failed, 1 skipped\n", output, StringComparison.Ordinal);
        Assert.Contains("FAILED A: A.no <1>\n  1 & 2", output, StringComparison.Ordinal);
        Assert.Contains("FAILED B\n  It ended with code 134.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_summary_of_no_test_at_all_is_a_failure()
    {
        var (exitCode, output) = await SummarizeAsync();
        Assert.Equal(1, exitCode);
        Assert.EndsWith("\n0 passed, 0 failed\n", output, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task ReportAsync(string file, string content) => File.WriteAllTextAsync(Path.Combine(_folder, file), content);

    private Task<(int ExitCode, string Output)> SummarizeAsync() =>
        Repository.RunAsync("node", Path.Combine(Repository.Root, "scripts", "test-summary.mjs"), _folder);
}
