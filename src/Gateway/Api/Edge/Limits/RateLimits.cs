using System.Globalization;
using System.Threading.RateLimiting;
using Clockit.Accounts.Api;
using Clockit.Gateway.Api.Edge.Connections;
using Clockit.ServiceDefaults.Authentication;
using Clockit.ServiceDefaults.Http;

namespace Clockit.Gateway.Api.Edge.Limits;

/// <summary>
/// Requests a second, requests in flight and open hubs, per user and per address. Whoever is over is told so with 429 and
/// <c>Retry-After</c>, and nobody else notices.
/// </summary>
internal static class RateLimits
{
    /// <summary>A bucket holds this many seconds of requests.</summary>
    private const int Burst = 4;

    /// <summary>When something in flight or open is too much, nobody knows when it ends; this is a good time to look again.</summary>
    private const int SecondsUntilAnother = 5;

    public static WebApplicationBuilder AddRateLimits(this WebApplicationBuilder builder)
    {
        var limits = LimitOptions.Read(builder.Configuration);
        builder.Services.AddSingleton(limits);
        builder.Services.AddRateLimiter(options =>
        {
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            options.OnRejected = static (context, _) =>
            {
                var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter) ? Math.Max(1, retryAfter.TotalSeconds) : SecondsUntilAnother;
                context.HttpContext.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait)).ToString(CultureInfo.InvariantCulture);
                return ValueTask.CompletedTask;
            };
            options.GlobalLimiter = PartitionedRateLimiter.CreateChained(
                Limiter(limits, PerUser(user => Bucket($"user {user}", limits.UserPerSecond))),
                Limiter(limits, context => Bucket(AddressKey(context), context.User.UserId() is null ? limits.AddressPerSecond : limits.AddressUsersPerSecond)),
                Limiter(limits, PerUser((context, user) => context.AsksForSocket() ? Concurrent($"sockets {user}", limits.UserSockets) : Concurrent($"in flight {user}", limits.UserInFlight))),
                Limiter(limits, context => context.AsksForSocket() ? Concurrent($"sockets {context.CallerNetwork()}", limits.AddressSockets) : Concurrent($"in flight {context.CallerNetwork()}", limits.AddressInFlight)));
            options.AddPolicy(AccountsModule.CredentialsPolicy, context => limits.Enabled
                ? RateLimitPartition.GetTokenBucketLimiter(context.CallerNetwork(), _ => Bucket(limits.CredentialsPerMinute, limits.CredentialsPerMinute / 10, TimeSpan.FromSeconds(6)))
                : None);
        });
        return builder;
    }

    private static RateLimitPartition<string> None => RateLimitPartition.GetNoLimiter("off");

    private static PartitionedRateLimiter<HttpContext> Limiter(LimitOptions limits, Func<HttpContext, RateLimitPartition<string>> partition) =>
        PartitionedRateLimiter.Create<HttpContext, string>(context => limits.Enabled && !context.IsServiceCall() ? partition(context) : None);

    private static Func<HttpContext, RateLimitPartition<string>> PerUser(Func<Guid, RateLimitPartition<string>> partition) => PerUser((_, user) => partition(user));

    private static Func<HttpContext, RateLimitPartition<string>> PerUser(Func<HttpContext, Guid, RateLimitPartition<string>> partition) =>
        context => context.User.UserId() is { } user ? partition(context, user) : None;

    private static string AddressKey(HttpContext context) => $"{(context.User.UserId() is null ? "address" : "users of")} {context.CallerNetwork()}";

    private static RateLimitPartition<string> Bucket(string key, int perSecond) =>
        RateLimitPartition.GetTokenBucketLimiter(key, _ => Bucket(perSecond * Burst, perSecond, TimeSpan.FromSeconds(1)));

    private static RateLimitPartition<string> Concurrent(string key, int permits) =>
        RateLimitPartition.GetConcurrencyLimiter(key, _ => new ConcurrencyLimiterOptions { PermitLimit = permits, QueueLimit = 0 });

    private static TokenBucketRateLimiterOptions Bucket(int size, int refill, TimeSpan period) => new()
    {
        TokenLimit = size,
        TokensPerPeriod = Math.Max(1, refill),
        ReplenishmentPeriod = period,
        QueueLimit = 0,
    };
}
