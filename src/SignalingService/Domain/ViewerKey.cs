namespace Clockit.SignalingService.Domain;

/// <summary>
/// Who a viewer is for counting: the account when signed in, otherwise the device, otherwise the connection itself.
/// The kinds cannot collide: an anonymous caller can never be counted as an account by naming its id.
/// </summary>
public readonly record struct ViewerKey
{
    /// <summary>The longest device id that is taken, in characters.</summary>
    public const int MaxDeviceIdLength = 128;

    private ViewerKey(string value) => Value = value;

    /// <summary>A prefix for the kind and the identity itself.</summary>
    public string Value { get; }

    public static ViewerKey ForAccount(Guid userId) => new($"u:{userId}");

    /// <exception cref="ArgumentException">The id is none; ask <see cref="IsDeviceId"/> first.</exception>
    public static ViewerKey ForDevice(string deviceId) =>
        IsDeviceId(deviceId) ? new($"d:{deviceId}") : throw new ArgumentException("Not a device id.", nameof(deviceId));

    public static ViewerKey ForConnection(string connectionId) => new($"c:{connectionId}");

    /// <summary>A key that was stored before.</summary>
    public static ViewerKey Parse(string value) => new(value);

    /// <summary>Whether a client may call itself this: 1 to 128 printable ASCII characters without spaces.</summary>
    public static bool IsDeviceId(string deviceId) =>
        deviceId.Length is > 0 and <= MaxDeviceIdLength && deviceId.All(character => character is > ' ' and < '\x7f');

    public override string ToString() => Value;
}
