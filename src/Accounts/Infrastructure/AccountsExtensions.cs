using Clockit.Accounts.Application;
using Clockit.Accounts.Infrastructure.Authentication;
using Clockit.Accounts.Infrastructure.External;
using Clockit.Accounts.Infrastructure.Keys;
using Clockit.Accounts.Infrastructure.Passwords;
using Clockit.Accounts.Infrastructure.Profiles;
using Clockit.Accounts.Infrastructure.Sessions;
using Clockit.Accounts.Infrastructure.Store;
using Clockit.ServiceDefaults;
using Clockit.ServiceDefaults.Health;
using Clockit.ServiceDefaults.Services;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Npgsql;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Clockit.Accounts.Infrastructure;

/// <summary>Registers the accounts module.</summary>
public static class AccountsExtensions
{
    /// <summary>Accounts and sessions in Postgres, browsers known by a cookie, programs by tokens signed with our own keys.</summary>
    /// <exception cref="InvalidOperationException">A setting is missing or wrong; the message names it.</exception>
    public static WebApplicationBuilder AddAccounts(this WebApplicationBuilder builder)
    {
        var connectionString = builder.Configuration.GetConnectionString("accounts")
            ?? throw new InvalidOperationException("ConnectionStrings:accounts is not set.");
        // The log of changes is looked at every second: each statement would be a line.
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore.Database.Command", LogLevel.Warning);
        var services = builder.Services;
        services.AddDbContextPool<AccountsDbContext>(options => AccountsDbContext.Configure(options, connectionString));
        services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddNpgsql());
        services.ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddNpgsqlInstrumentation());
        builder.AddKeys();
        services.AddSingleton(provider => new AccessTokens(provider.GetRequiredService<ISigningKeys>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<PublicOrigin>().Value));
        services.AddSingleton(provider => new AvatarAddresses(provider.GetRequiredService<PublicOrigin>().Value));
        services.AddSingleton<AccountPrincipals>();
        services.AddSingleton<AccountChangeFeed>();
        services.AddSingleton<IAccountChanges>(provider => provider.GetRequiredService<AccountChangeFeed>());
        services.AddHostedService(provider => provider.GetRequiredService<AccountChangeFeed>());
        services.AddSingleton<ISignedIn, SignedIn>();
        services.AddSingleton<IPasswordHashing, PasswordHashing>();
        services.AddScoped<ISignInLimits, SignInLimits>();
        services.AddScoped<IAccountStore, AccountStore>();
        services.AddScoped<ISessionStore, SessionStore>();
        services.AddScoped<IApiTokenStore, ApiTokenStore>();
        services.AddScoped<IFollowStore, FollowStore>();
        services.AddScoped<IAvatarStore, AvatarStore>();
        services.AddScoped<SignIns>();
        services.AddScoped<Application.Passwords>();
        services.AddScoped<Registration>();
        builder.AddProfileDelivery();
        var external = ExternalIssuerConfiguration.Read(builder.Configuration, builder.Environment);
        services.AddSingleton(external);
        builder.AddSessions(external);
        if (external.IsEnabled)
        {
            builder.AddExternalIssuer(external);
        }
        else
        {
            EmbeddedBearer.Add(builder);
        }

        return builder;
    }

    private static void AddKeys(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        var master = MasterKey.Read(builder.Configuration, builder.Environment);
        services.AddSingleton(master);
        services.AddDataProtection().SetApplicationName("clockit").PersistKeysToDbContext<AccountsDbContext>();
        if (master.IsSet)
        {
            services.Configure<KeyManagementOptions>(options => options.XmlEncryptor = new KeyRingEncryptor(master));
        }

        services.AddHostedService<ReadableKeys>();
        services.AddSingleton<ISecrets, Secrets>();
        services.AddSingleton<SigningKeyRing>();
        services.AddSingleton<ISigningKeys>(provider => provider.GetRequiredService<SigningKeyRing>());
        services.AddHostedService(provider => provider.GetRequiredService<SigningKeyRing>());
        services.AddHealthChecks().AddCheck<SigningKeyRing>("accounts", tags: [HealthExtensions.ReadyTag]);
    }

    private static void AddSessions(this WebApplicationBuilder builder, ExternalIssuerOptions external) => builder.Services
        .AddAuthentication(options =>
        {
            options.DefaultScheme = AccountSchemes.SessionOrBearer;
            options.DefaultAuthenticateScheme = AccountSchemes.SessionOrBearer;
            options.DefaultChallengeScheme = AccountSchemes.SessionOrBearer;
            options.DefaultForbidScheme = AccountSchemes.SessionOrBearer;
        })
        .AddPolicyScheme(AccountSchemes.SessionOrBearer, displayName: null, options => options.ForwardDefaultSelector = context =>
            PresentedToken.Find(context.Request) is { } token && PresentedToken.IsApiToken(token) ? AccountSchemes.ApiToken
            : PresentedToken.IsAny(context.Request) ? JwtBearerDefaults.AuthenticationScheme
            : AccountSchemes.Session)
        .AddScheme<AuthenticationSchemeOptions, ApiTokenHandler>(AccountSchemes.ApiToken, configureOptions: null)
        .AddCookie(AccountSchemes.Session, options => SessionCookie.Configure(options, external));

    private static void AddProfileDelivery(this WebApplicationBuilder builder)
    {
        builder.AddServiceClient("stream-service");
        builder.AddServiceClient("chat-service");
        builder.Services.AddSingleton(provider => new ShownAccounts(
            provider.ServiceClientOf("stream-service"), provider.ServiceClientOf("chat-service"), provider.GetRequiredService<AvatarAddresses>()));
        builder.Services.AddHostedService<ProfileDelivery>();
    }
}
