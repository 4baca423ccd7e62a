using Clockit.Accounts.Application;
using Clockit.Accounts.Infrastructure.External;
using Clockit.Accounts.Infrastructure.Users;
using Clockit.ServiceDefaults;
using Clockit.ServiceDefaults.Authentication;
using Clockit.ServiceDefaults.Health;
using Clockit.ServiceDefaults.Services;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Clockit.Accounts.Infrastructure;

/// <summary>Registers the accounts module.</summary>
public static class AccountsExtensions
{
    /// <summary>Takes a bearer token when there is one, the session cookie otherwise.</summary>
    public const string SessionOrBearer = "SessionOrBearer";

    /// <summary>Accounts on ASP.NET Core Identity in Postgres, sessions in a cookie, tokens signed by our own keys.</summary>
    public static WebApplicationBuilder AddAccounts(this WebApplicationBuilder builder)
    {
        var connectionString = builder.Configuration.GetConnectionString("accounts")
            ?? throw new InvalidOperationException("ConnectionStrings:accounts is not set.");
        builder.Services.AddDbContextPool<AccountsDbContext>(options => options.UseNpgsql(connectionString));
        builder.Services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddNpgsql());
        builder.Services.ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddNpgsqlInstrumentation());
        builder.Services.AddDataProtection().SetApplicationName("clockit");
        builder.Services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(services => new ConfigureOptions<KeyManagementOptions>(
            options => options.XmlRepository = new DataProtectionKeyRepository(services.GetRequiredService<IServiceScopeFactory>())));
        builder.Services.AddSingleton<SigningKeyRing>();
        builder.Services.AddSingleton<ISigningKeys>(services => services.GetRequiredService<SigningKeyRing>());
        builder.Services.AddHostedService(services => services.GetRequiredService<SigningKeyRing>());
        builder.Services.AddHealthChecks().AddCheck<SigningKeyRing>("accounts", tags: [HealthExtensions.ReadyTag]);
        builder.Services.AddSingleton(services => new AccessTokens(
            services.GetRequiredService<ISigningKeys>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<PublicOrigin>().Value));
        builder.Services.AddScoped<AccountService>();
        builder.Services.AddScoped<RefreshTokenService>();
        builder.Services.AddScoped<ProfileService>();
        builder.Services.AddScoped<RoleService>();
        builder.Services.AddScoped<FollowService>();
        builder.AddProfileDelivery();
        builder.AddIdentity();
        var external = ExternalIssuerOptions.Read(builder.Configuration, builder.Environment);
        builder.Services.AddSingleton(external);
        builder.AddSessions(external);
        if (external.IsEnabled)
        {
            builder.AddExternalIssuer(external);
        }
        else
        {
            builder.AddEmbeddedIssuer();
        }

        return builder;
    }

    private static void AddIdentity(this WebApplicationBuilder builder) => builder.Services
        .AddIdentityCore<Account>(options =>
        {
            // Length is what makes a password strong (NIST SP 800-63B); the endpoints check it.
            options.Password = new PasswordOptions
            {
                RequiredLength = 8,
                RequireDigit = false,
                RequireLowercase = false,
                RequireUppercase = false,
                RequireNonAlphanumeric = false,
                RequiredUniqueChars = 1,
            };
            options.Lockout.AllowedForNewUsers = true;
            options.ClaimsIdentity.UserIdClaimType = ClockitClaims.UserIdClaim;
            options.ClaimsIdentity.UserNameClaimType = ClockitClaims.Username;
            options.ClaimsIdentity.RoleClaimType = ClockitClaims.Role;
        })
        .AddEntityFrameworkStores<AccountsDbContext>()
        .AddSignInManager()
        .AddClaimsPrincipalFactory<AccountClaims>();

    private static void AddSessions(this WebApplicationBuilder builder, ExternalIssuerOptions external)
    {
        builder.Services.AddAuthentication(options =>
            {
                options.DefaultScheme = SessionOrBearer;
                options.DefaultAuthenticateScheme = SessionOrBearer;
                options.DefaultChallengeScheme = SessionOrBearer;
                options.DefaultForbidScheme = SessionOrBearer;
            })
            .AddPolicyScheme(SessionOrBearer, displayName: null, options => options.ForwardDefaultSelector = context =>
                context.Request.Headers.Authorization.Count > 0 ? JwtBearerDefaults.AuthenticationScheme : IdentityConstants.ApplicationScheme)
            .AddCookie(IdentityConstants.ApplicationScheme, options =>
            {
                options.Cookie.Name = "clockit.session";
                options.Cookie.HttpOnly = true;
                options.Cookie.SameSite = SameSiteMode.Lax;
                options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                // Somebody whom the external issuer no longer knows is out within a day.
                options.ExpireTimeSpan = external.IsEnabled ? TimeSpan.FromDays(1) : TimeSpan.FromDays(14);
                options.SlidingExpiration = !external.IsEnabled;
                options.Events.OnValidatePrincipal = context =>
                {
                    if (SessionIssuer.Of(context.Properties) == external.Authority)
                    {
                        return SecurityStampValidator.ValidatePrincipalAsync(context);
                    }

                    context.RejectPrincipal();
                    return Task.CompletedTask;
                };
                // An API answers 401 and 403; it does not redirect to a page.
                options.Events.OnRedirectToLogin = context => Answer(context.Response, StatusCodes.Status401Unauthorized);
                options.Events.OnRedirectToAccessDenied = context => Answer(context.Response, StatusCodes.Status403Forbidden);
            });
        builder.Services.Configure<SecurityStampValidatorOptions>(options => options.ValidationInterval = TimeSpan.FromMinutes(1));
    }

    private static void AddEmbeddedIssuer(this WebApplicationBuilder builder) =>
        builder.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).PostConfigure<ISigningKeys, AccessTokens>((options, keys, tokens) =>
        {
            options.TokenValidationParameters.ValidIssuer = tokens.Issuer;
            options.TokenValidationParameters.IssuerSigningKeyResolver = (_, _, _, _) => keys.Published;
        });

    private static void AddProfileDelivery(this WebApplicationBuilder builder)
    {
        builder.AddServiceClient("stream-service");
        builder.Services.AddSingleton(services => new StreamHosts(services.ServiceClientOf("stream-service")));
        builder.Services.AddHostedService<ProfileDelivery>();
    }

    private static Task Answer(HttpResponse response, int status)
    {
        response.StatusCode = status;
        return Task.CompletedTask;
    }
}
