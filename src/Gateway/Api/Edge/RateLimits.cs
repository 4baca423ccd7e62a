using System.Globalization;
using System.Threading.RateLimiting;
using Clockit.Accounts.Api;
using Clockit.ServiceDefaults.Authentication;

namespace Clockit.Gateway.Api.Edge;

/// <summary>
/// Requests per user (signed in) or per address (not signed in). Configuration section <c>Limits</c>; the defaults let
/// one machine drive a few hundred clients.
/// </summary>
internal sealed class LimitOptions
{
    /// <summary>False lifts every limit, for load tests.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Requests per second that one user may make in the long run.</summary>
    public int UserPerSecond { get; set; } = 50;

    /// <summary>Requests per second from one address without a user in the long run.</summary>
    public int AddressPerSecond { get; set; } = 500;

    /// <summary>Sign-ups, sign-ins and token requests per minute from one address.</summary>
    public int CredentialsPerMinute { get; set; } = 300;
}

internal static class RateLimits
{
    /// <summary>A bucket holds this many seconds of requests.</summary>
    private const int Burst = 4;

    public static WebApplicationBuilder AddRateLimits(this WebApplicationBuilder builder)
    {
        var limits = builder.Configuration.GetSection("Limits").Get<LimitOptions>() ?? new LimitOptions();
        builder.Services.AddRateLimiter(options =>
        {
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            options.OnRejected = static (context, _) =>
            {
                var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter) ? retryAfter.TotalSeconds : 1;
                context.HttpContext.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait)).ToString(CultureInfo.InvariantCulture);
                return ValueTask.CompletedTask;
            };
            options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => limits.Enabled && !context.IsServiceCall()
                ? Partition(context, limits)
                : RateLimitPartition.GetNoLimiter("off"));
            options.AddPolicy(AccountsModule.CredentialsPolicy, context => limits.Enabled
                ? RateLimitPartition.GetTokenBucketLimiter(Address(context), _ => Bucket(limits.CredentialsPerMinute, limits.CredentialsPerMinute / 10, TimeSpan.FromSeconds(6)))
                : RateLimitPartition.GetNoLimiter("off"));
        });
        return builder;
    }

    private static RateLimitPartition<string> Partition(HttpContext context, LimitOptions limits) => context.User.UserId() is { } user
        ? RateLimitPartition.GetTokenBucketLimiter($"user {user}", _ => Bucket(limits.UserPerSecond * Burst, limits.UserPerSecond, TimeSpan.FromSeconds(1)))
        : RateLimitPartition.GetTokenBucketLimiter(Address(context), _ => Bucket(limits.AddressPerSecond * Burst, limits.AddressPerSecond, TimeSpan.FromSeconds(1)));

    private static string Address(HttpContext context) => $"address {context.Connection.RemoteIpAddress}";

    private static TokenBucketRateLimiterOptions Bucket(int size, int refill, TimeSpan period) => new()
    {
        TokenLimit = size,
        TokensPerPeriod = Math.Max(1, refill),
        ReplenishmentPeriod = period,
        QueueLimit = 0,
    };
}
