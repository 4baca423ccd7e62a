using System.Text.Json;

namespace Clockit.Messaging.Bus;

/// <summary>Events as plain camelCase JSON, the same for every subscriber in any language.</summary>
public static class EventJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static byte[] Serialize(object @event) => JsonSerializer.SerializeToUtf8Bytes(@event, @event.GetType(), Options);
}
