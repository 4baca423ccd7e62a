using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Clockit.ServiceDefaults;

/// <summary>
/// Times in JSON: RFC 3339, written in UTC, to the microsecond as the stores keep them, so that the answer to a change and
/// a later reading are equal. A time without an offset is refused: it would mean another moment on each machine.
/// </summary>
public sealed partial class InstantConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.String && reader.GetString() is { Length: <= 40 } text && Offset().IsMatch(text) && reader.TryGetDateTimeOffset(out var time)
            ? ToStored(time.ToUniversalTime())
            : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(ToStored(value.ToUniversalTime()));

    private static DateTimeOffset ToStored(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond));

    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][^ ]*([Zz]|[+-][0-9]{2}:[0-9]{2})$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex Offset();
}
