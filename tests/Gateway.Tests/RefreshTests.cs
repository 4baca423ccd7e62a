using System.Net;
using System.Net.Http.Json;
using Clockit.Gateway.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockit.Gateway.Tests;

/// <summary>Families of refresh tokens.</summary>
public sealed class RefreshTests(SharedGateway shared)
{
    private readonly GatewayHost _gateway = shared.Gateway;

    [Fact]
    public async Task Who_did_not_get_the_answer_repeats_the_call_and_gets_the_same_successor()
    {
        using var program = _gateway.Client();
        var first = await SignInAsync(program);
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => RefreshAsync(program, first)));
        var successor = Assert.Single(answers.Distinct(StringComparer.Ordinal));
        Assert.NotNull(successor);
        Assert.NotNull(await RefreshAsync(program, successor));
    }

    [Fact]
    public async Task A_token_whose_successor_was_used_ends_the_family_and_no_other()
    {
        using var program = _gateway.Client();
        var username = GatewayHost.NewName();
        var first = await SignInAsync(program, username);
        var other = await SignInAsync(program, username, register: false);
        var second = await RefreshAsync(program, first);
        var third = await RefreshAsync(program, second!);
        Assert.Null(await RefreshAsync(program, first));
        Assert.Null(await RefreshAsync(program, third!));
        Assert.NotNull(await RefreshAsync(program, other));
    }

    [Fact]
    public async Task After_half_a_minute_a_repeated_token_ends_the_family()
    {
        using var program = _gateway.Client();
        var first = await SignInAsync(program);
        var second = await RefreshAsync(program, first);
        await using (var db = _gateway.OpenDatabase())
        {
            await db.RefreshTokens.Where(token => token.Hash == System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(first)))
                .ExecuteUpdateAsync(set => set.SetProperty(token => token.UsedAt, token => token.UsedAt - TimeSpan.FromSeconds(31)));
        }

        Assert.Null(await RefreshAsync(program, first));
        Assert.Null(await RefreshAsync(program, second!));
    }

    [Fact]
    public async Task A_replay_while_the_successor_is_rotated_leaves_no_living_family()
    {
        using var program = _gateway.Client();
        foreach (var _ in Enumerable.Range(0, 10))
        {
            var first = await SignInAsync(program);
            var second = (await RefreshAsync(program, first))!;
            // One of a thief, one of the owner, at the same time: whichever is first, at most one line of succession lives.
            var answers = await Task.WhenAll(RefreshAsync(program, second), RefreshAsync(program, first));
            var alive = 0;
            foreach (var token in answers.OfType<string>().Distinct(StringComparer.Ordinal))
            {
                alive += await RefreshAsync(program, token) is null ? 0 : 1;
            }

            Assert.InRange(alive, 0, 1);
            Assert.True(answers[1] is null || answers[1] == second, "The used token gave a token of a second line.");
        }
    }

    private async Task<string> SignInAsync(HttpClient program, string? username = null, bool register = true)
    {
        username ??= GatewayHost.NewName();
        if (register)
        {
            (await _gateway.RegisteredAsync(username)).Client.Dispose();
        }

        return (string)(await (await program.PostAsJsonAsync("/api/auth/token", new { username, password = "correct horse" })).JsonAsync())["refreshToken"]!;
    }

    private static async Task<string?> RefreshAsync(HttpClient program, string refreshToken)
    {
        using var response = await program.PostAsJsonAsync("/api/auth/refresh", new { refreshToken });
        Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Unauthorized);
        return response.StatusCode is HttpStatusCode.OK ? (string?)(await response.JsonAsync())["refreshToken"] : null;
    }
}
