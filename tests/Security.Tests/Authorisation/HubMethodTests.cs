using System.Reflection;
using System.Text.Json;
using Clockit.ChatService.Api;
using Clockit.Security.Tests.Support;
using Clockit.SignalingService.Api.Hub;
using Clockit.Testing;
using Microsoft.AspNetCore.SignalR;

namespace Clockit.Security.Tests.Authorisation;

/// <summary>Every method of both hubs, called by everybody, on streams of every visibility.</summary>
public sealed class HubMethodTests(SharedInstallation shared)
{
    private static readonly IReadOnlyDictionary<string, Row> Table = Row.Parse(Matrix.HubMethods);

    public static TheoryData<string> Keys => [.. Table.Keys];

    [Fact]
    public void Every_hub_method_is_in_the_matrix() =>
        Row.AssertComplete(Table, [.. MethodsOf("live", typeof(LiveHub)), .. MethodsOf("chat", typeof(ChatHub))]);

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task Only_those_may_call_it_whom_the_matrix_names(string key)
    {
        var (hub, method) = (key.Split(' ')[0], key.Split(' ')[1]);
        foreach (var (visibility, outcomes) in Table[key].ByVisibility)
        {
            foreach (var ((role, caller), outcome) in shared.Cast.Callers.Zip(outcomes))
            {
                await CheckAsync(hub, method, visibility, role, caller, outcome);
            }
        }
    }

    private static IEnumerable<string> MethodsOf(string name, Type hub) => hub.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
        .Where(method => method.GetBaseDefinition().DeclaringType == hub)
        .Select(method => $"{name} {method.GetCustomAttribute<HubMethodNameAttribute>()?.Name ?? method.Name}");

    private async Task CheckAsync(string hub, string method, string visibility, string role, Person caller, char outcome)
    {
        var cell = $"{method}, {visibility}, {role}";
        var host = shared.Cast.Host;
        var stream = await host.CreateStreamAsync(visibility, start: method is not "start_live");
        if (caller == shared.Cast.ChatModerator)
        {
            await host.Http.CallAsync(HttpMethod.Put, $"/api/live/{stream}/chat/moderators/{caller.Id}");
        }

        await using var connection = await caller.ConnectAsync(hub);
        if (method is "live_offer" or "live_answer" or "live_ice_candidate")
        {
            await CheckSignalAsync(method, cell, connection, caller, stream, outcome);
            return;
        }

        var refusal = await TryAsync(() => connection.InvokeAsync(method, ArgumentOf(method, stream)));
        Assert.True(OutcomeOf(refusal) == outcome, $"{cell}: '{refusal?.Message ?? "accepted"}' where the matrix says {outcome}");
        if (visibility == "private" && outcome is '1' or '4')
        {
            var unknown = await TryAsync(() => connection.InvokeAsync(method, ArgumentOf(method, Guid.CreateVersion7())));
            Assert.Equal(refusal!.Message, unknown?.Message);
        }
    }

    /// <summary>From the caller to the broadcaster; from the broadcaster to a viewer. What arrives must name its true sender.</summary>
    private async Task CheckSignalAsync(string method, string cell, HubClient connection, Person caller, Guid stream, char outcome)
    {
        var name = method["live_".Length..].Replace("ice_", "", StringComparison.Ordinal);
        await using var other = await (caller == shared.Cast.Host ? shared.Cast.Steward : shared.Cast.Host).ConnectAsync("live");
        var (mine, theirs) = caller == shared.Cast.Host ? ("start_live", "join_live") : ("join_live", "start_live");
        var joined = caller == shared.Cast.Host ? await TryJoinAsync(connection, mine, stream) : null;
        var to = (await other.InvokeAsync(theirs, new { streamId = stream })).GetProperty("viewerId").GetString();
        joined ??= await TryJoinAsync(connection, mine, stream);

        var signal = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["streamId"] = stream,
            ["to"] = to,
            ["from"] = to,
            [name] = new { type = name, sdp = "v=0", candidate = "candidate:1 1 udp 1 192.0.2.1 9 typ host" },
        };
        var refusal = await TryAsync(() => connection.InvokeAsync(method, signal));
        Assert.True(OutcomeOf(refusal) == outcome, $"{cell}: '{refusal?.Message ?? "accepted"}' where the matrix says {outcome}");
        if (outcome == '+')
        {
            var arrived = await other.ReceiveAsync(method);
            Assert.Equal(joined, arrived.GetProperty("from").GetString());
            Assert.Equal(stream, arrived.GetProperty("streamId").GetGuid());
            return;
        }

        var unknown = await TryAsync(() => connection.InvokeAsync(method, new Dictionary<string, object?>(signal, StringComparer.Ordinal) { ["streamId"] = Guid.CreateVersion7() }));
        Assert.Equal(refusal!.Message, unknown?.Message);
        Assert.Equal(0, other.Waiting(method));
    }

    private static async Task<string?> TryJoinAsync(HubClient connection, string method, Guid stream)
    {
        JsonElement answer = default;
        var refusal = await TryAsync(async () => answer = await connection.InvokeAsync(method, new { streamId = stream }));
        return refusal is null ? answer.GetProperty("viewerId").GetString() : null;
    }

    private static async Task<HubInvocationException?> TryAsync(Func<Task> call)
    {
        try
        {
            await call();
            return null;
        }
        catch (HubInvocationException refusal)
        {
            return refusal;
        }
    }

    private static object ArgumentOf(string method, Guid stream) => method switch
    {
        "live_comment" => new { streamId = stream, comment = "hello" },
        "live_reaction" => new { streamId = stream, reaction = "❤️" },
        _ => new { streamId = stream },
    };

    private static char OutcomeOf(HubInvocationException? refusal) => refusal?.Code switch
    {
        null => '+',
        "auth.required" => '1',
        "stream.not_host" or "auth.forbidden" or "signaling.not_in_room" => '3',
        "stream.not_found" => '4',
        _ => '?',
    };
}
