namespace Clockit.Gateway.Api.Edge;

/// <summary>The codes that only the edge answers with. Codes are stable: clients are written against them.</summary>
public static class EdgeCodes
{
    public const string AddressTooLong = "request.address_too_long";
    public const string HeadersTooLarge = "request.headers_too_large";
    public const string OriginNotAllowed = "auth.origin_not_allowed";
    public const string UnknownHost = "request.unknown_host";
}
