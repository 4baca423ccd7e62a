using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clockit.Accounts.Domain;
using Clockit.ChatService.Application;
using Clockit.ChatService.Domain;
using Clockit.Contracts;
using Clockit.ServiceDefaults.Authentication;
using Clockit.StreamService.Client;
using Clockit.StreamService.Domain;

namespace Clockit.Security.Tests.MassAssignment;

/// <summary>
/// Every field that entities, events and answers have, and some that attackers try anyway, each with a value that would do
/// harm, and that can be told from every other where its type allows.
/// </summary>
internal static class UninvitedFields
{
    /// <summary>Where these appear, a field was taken that was not asked for.</summary>
    public const string Text = "mass-assigned";
    public const int Number = 424_242;
    public static readonly Guid Id = Guid.Parse("0badc0de-0bad-7bad-8bad-0badc0de0bad");
    public static readonly DateTimeOffset Time = new(2001, 2, 3, 4, 5, 6, TimeSpan.Zero);

    private static readonly Type[] Sources =
    [
        typeof(LiveStream), typeof(StreamDetails), typeof(ViewerSample), typeof(StreamSummary), typeof(StreamHost),
        typeof(StreamService.Infrastructure.IdempotentRequest), typeof(StreamService.Api.StreamResponse), typeof(StreamService.Api.AnalyticsResponse),
        typeof(Account), typeof(RefreshToken), typeof(Caller), typeof(Accounts.Api.Auth.UserResponse), typeof(Accounts.Api.Auth.TokenResponse),
        typeof(ChatMessage), typeof(ChatRoom), typeof(RoomSettings), typeof(Ban), typeof(Actor), typeof(AuditEntry),
        .. typeof(IStreamEvent).Assembly.GetExportedTypes().Where(type => type.IsAssignableTo(typeof(IStreamEvent))),
    ];

    private static readonly Dictionary<string, JsonNode?> Common = new(StringComparer.OrdinalIgnoreCase)
    {
        ["status"] = "ended",
        ["state"] = "ended",
        ["roles"] = new JsonArray("admin", "moderator", "creator"),
        ["role"] = "admin",
        ["isAdmin"] = true,
        ["admin"] = true,
        ["isModerator"] = true,
        ["staff"] = true,
        ["isStaff"] = true,
        ["verified"] = true,
        ["userId"] = Id,
        ["ownerId"] = Id,
        ["hostId"] = Id,
        ["accountId"] = Id,
        ["createdBy"] = Id,
        ["host"] = new JsonObject { ["id"] = Id, ["username"] = Text, ["displayName"] = Text, ["avatarUrl"] = "https://mass-assigned.example/" },
        ["user"] = new JsonObject { ["id"] = Id, ["username"] = Text, ["roles"] = new JsonArray("admin") },
        ["streamKey"] = "live_mass-assigned",
        ["ingest"] = new JsonObject { ["whipUrl"] = "https://mass-assigned.example/" },
        ["createdAt"] = Time,
        ["deletedAt"] = Time,
        ["tenantId"] = Id,
        ["$type"] = Text,
        ["__proto__"] = new JsonObject { ["isAdmin"] = true },
        ["constructor"] = new JsonObject { ["prototype"] = new JsonObject { ["isAdmin"] = true } },
    };

    /// <summary>The body with every field that its endpoint does not document.</summary>
    public static JsonObject AddTo(JsonObject body, IReadOnlyCollection<string> documented)
    {
        var loaded = (JsonObject)body.DeepClone();
        foreach (var (name, value) in All())
        {
            if (!documented.Contains(name, StringComparer.OrdinalIgnoreCase) && !loaded.ContainsKey(name))
            {
                loaded[name] = value?.DeepClone();
            }
        }

        return loaded;
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> All() => Common.Concat(Sources
        .SelectMany(type => type.GetProperties(BindingFlags.Instance | BindingFlags.Public))
        .Select(property => KeyValuePair.Create(JsonNamingPolicy.CamelCase.ConvertName(property.Name), ValueOf(property.PropertyType)))
        .SelectMany(field => new[] { field, KeyValuePair.Create(JsonNamingPolicy.SnakeCaseLower.ConvertName(field.Key), field.Value) })
        .DistinctBy(field => field.Key, StringComparer.OrdinalIgnoreCase)
        .Where(field => !Common.ContainsKey(field.Key)));

    private static JsonNode? ValueOf(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type switch
        {
            _ when type == typeof(Guid) => Id,
            _ when type == typeof(bool) => true,
            _ when type == typeof(DateTimeOffset) || type == typeof(DateTime) => Time,
            _ when type.IsEnum => 3,
            _ when type.IsPrimitive || type == typeof(decimal) => Number,
            _ when type == typeof(string[]) || type.IsAssignableTo(typeof(IEnumerable<string>)) => new JsonArray(Text),
            _ => Text,
        };
    }
}
