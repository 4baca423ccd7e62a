using System.Text.Json;
using Clockit.ChatService.Application;
using Clockit.ChatService.Domain;
using Clockit.ServiceDefaults.Errors;

namespace Clockit.ChatService.Api;

/// <summary>
/// Reads a hub call's one argument by hand: what the framework cannot bind it answers without a code, and clients are
/// promised one.
/// </summary>
internal readonly struct HubArguments
{
    private readonly JsonElement _request;

    public HubArguments(JsonElement request)
    {
        if (request.ValueKind is not JsonValueKind.Object)
        {
            throw Invalid("Send one object as the argument.");
        }

        _request = request;
    }

    public Guid RequiredId(string name) => Id(name) ?? throw Invalid($"{name} is missing.");

    public Guid? Id(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        return Guid.TryParse(text, out var id) ? id : throw Invalid($"{name} is not an id.");
    }

    public string? Text(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind is not JsonValueKind.String)
        {
            throw Invalid($"{name} is not a string.");
        }

        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            throw Invalid($"{name} is not valid Unicode.");
        }
    }

    public RoomPosition? Position(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        var position = value.ValueKind is JsonValueKind.Object ? new HubArguments(value) : default(HubArguments?);
        if (position?.Text("epoch") is not { } epoch
            || position.Value.Find("offset") is not { ValueKind: JsonValueKind.Number } offset
            || !offset.TryGetInt64(out var number)
            || number is < 0 or > ChatLimits.MaxOffset)
        {
            throw Invalid($"{name} is not {{epoch, offset}}.");
        }

        return new RoomPosition(epoch, number);
    }

    /// <summary>The property, or null when it is not there or null.</summary>
    private JsonElement? Find(string name)
    {
        try
        {
            return _request.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;
        }
        catch (InvalidOperationException)
        {
            // To compare names it must read them.
            throw Invalid("The names of the fields are not valid Unicode.");
        }
    }

    private static ChatRefusal Invalid(string detail) => new(ProblemCodes.RequestInvalid, detail);
}
