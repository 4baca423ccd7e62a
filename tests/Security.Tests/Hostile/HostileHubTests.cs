using System.Net.WebSockets;
using Clockit.Security.Tests.Support;
using Clockit.Testing;

namespace Clockit.Security.Tests.Hostile;

/// <summary>
/// Bad calls of the hubs are refused with a code, or end their own connection when they are no JSON; none is an error of
/// the service; see <see cref="HostileRun"/>.
/// </summary>
public sealed class HostileHubTests(SharedInstallation shared, ITestOutputHelper output)
{
    private static readonly Dictionary<string, string[]> Methods = new(StringComparer.Ordinal)
    {
        ["chat"] = ["join_chat", "leave_chat", "live_comment", "live_reaction", "no_such_method"],
        ["live"] = ["join_live", "leave_live", "start_live", "end_live", "live_offer", "live_answer", "live_ice_candidate", "no_such_method"],
    };

    [Theory]
    [InlineData("chat")]
    [InlineData("live")]
    public async Task Hostile_calls_are_refused_with_a_code(string hub)
    {
        var run = new HostileRun();
        var seed = run.Seed;
        output.WriteLine($"CLOCKIT_HOSTILE_SEED={seed}");
        var random = new Random(seed);
        var stream = await shared.Cast.Host.CreateStreamAsync(start: true);
        var caller = shared.Cast.Viewer;
        var (refused, ended, accepted) = (0, 0, 0);
        HubClient? connection = null;
        for (var i = 0; i < HostileRun.Calls / Methods.Count && !run.IsOver; i++)
        {
            var method = Methods[hub][random.Next(Methods[hub].Length)];
            var arguments = Spoil(random, stream);
            try
            {
                connection ??= await caller.ConnectAsync(hub);
                await connection.InvokeRawAsync(method, arguments);
                accepted++;
            }
            catch (HubInvocationException refusal)
            {
                Assert.True(IsCode(refusal.Code) && refusal.Code is not "service.error", $"Call {i} of seed {seed}, {method}({arguments}): {refusal.Message}");
                refused++;
            }
            catch (Exception gone) when (gone is InvalidOperationException or WebSocketException)
            {
                ended++;
                await connection!.DisposeAsync();
                connection = null;
            }
        }

        if (connection is not null)
        {
            await connection.DisposeAsync();
        }

        output.WriteLine($"{refused} refused, {ended} ended their connection, {accepted} accepted");
        await using var after = await caller.ConnectAsync(hub);
        await after.InvokeAsync(hub is "chat" ? "join_chat" : "join_live", new { streamId = stream });
    }

    /// <summary>The arguments of a call that would do, with one thing wrong.</summary>
    private static string Spoil(Random random, Guid stream)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["streamId"] = $"\"{stream}\"",
            ["comment"] = "\"hello\"",
            ["clientId"] = $"\"{random.Next()}\"",
            ["replyTo"] = "null",
            ["reaction"] = "\"🔥\"",
            ["since"] = "{\"epoch\":\"e\",\"offset\":1}",
            ["deviceId"] = "\"a-device\"",
            ["to"] = "\"node:connection\"",
            ["offer"] = "{\"type\":\"offer\",\"sdp\":\"v=0\"}",
            ["answer"] = "{\"type\":\"answer\",\"sdp\":\"v=0\"}",
            ["candidate"] = "{\"candidate\":\"\",\"sdpMid\":\"0\"}",
        };
        var hostile = HostileValues.Json[random.Next(HostileValues.Json.Length)];
        var field = fields.Keys.ElementAt(random.Next(fields.Count));
        switch (random.Next(12))
        {
            case 0:
                return $"[{hostile}]";
            case 1:
                return $"[{hostile},{hostile}]";
            case 2:
                return "[]";
            case 3:
                fields["since"] = $"{{\"epoch\":{hostile},\"offset\":1}}";
                break;
            case 4:
                fields["since"] = $"{{\"epoch\":\"e\",\"offset\":{hostile}}}";
                break;
            case 5:
                fields["offer"] = fields["answer"] = fields["candidate"] = $"{{\"type\":{hostile},\"sdp\":{hostile},\"candidate\":{hostile}}}";
                break;
            case 6:
                // As a name it only is JSON when it is text.
                fields[hostile is ['"', .., '"'] and not "\"\\q\"" and not "\"\\u12\"" ? hostile[1..^1] : "unknown"] = hostile;
                break;
            case 7:
                fields.Remove(field);
                break;
            case 8:
                fields[field] = $"\"{new string('x', random.Next(70_000))}\"";
                break;
            default:
                fields[field] = hostile;
                break;
        }

        return $"[{{{string.Join(',', fields.Select(pair => $"\"{pair.Key}\":{pair.Value}"))}}}]";
    }

    private static bool IsCode(string text) =>
        text.Split('.') is [{ Length: > 0 }, { Length: > 0 }] && text.All(character => character is '.' or '_' or (>= 'a' and <= 'z'));
}
