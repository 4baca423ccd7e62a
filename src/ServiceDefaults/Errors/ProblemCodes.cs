using Microsoft.AspNetCore.Http;

namespace Clockit.ServiceDefaults.Errors;

/// <summary>The codes that any service may answer with. Codes are stable: clients are written against them.</summary>
public static class ProblemCodes
{
    public const string AuthRequired = "auth.required";
    public const string AuthForbidden = "auth.forbidden";
    public const string RequestInvalid = "request.invalid";
    public const string RequestTooLarge = "request.too_large";
    public const string RequestUnsupportedMediaType = "request.unsupported_media_type";
    public const string RequestRateLimited = "request.rate_limited";
    public const string RouteNotFound = "route.not_found";
    public const string RouteMethodNotAllowed = "route.method_not_allowed";
    public const string ServiceUnavailable = "service.unavailable";
    public const string ServiceError = "service.error";

    public const string StreamNotFound = "stream.not_found";
    public const string StreamNotLive = "stream.not_live";
    public const string StreamAlreadyLive = "stream.already_live";
    public const string StreamNotHost = "stream.not_host";

    /// <summary>The code of an answer that names none itself.</summary>
    public static string ForStatus(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => AuthRequired,
        StatusCodes.Status403Forbidden => AuthForbidden,
        StatusCodes.Status404NotFound => RouteNotFound,
        StatusCodes.Status405MethodNotAllowed => RouteMethodNotAllowed,
        StatusCodes.Status413PayloadTooLarge => RequestTooLarge,
        StatusCodes.Status415UnsupportedMediaType => RequestUnsupportedMediaType,
        StatusCodes.Status429TooManyRequests => RequestRateLimited,
        StatusCodes.Status502BadGateway or StatusCodes.Status503ServiceUnavailable or StatusCodes.Status504GatewayTimeout => ServiceUnavailable,
        >= 500 => ServiceError,
        _ => RequestInvalid,
    };
}
