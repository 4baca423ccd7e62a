using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Clockit.ServiceDefaults.Tests;

public sealed class BearerTests
{
    /// <summary>Otherwise a service learns of a new key by a token that it cannot check, and refuses that one.</summary>
    [Fact]
    public async Task Keys_are_read_anew_before_an_announced_one_signs()
    {
        var builder = WebApplication.CreateBuilder();
        builder.AddServiceDefaults();
        await using var app = builder.Build();

        var options = app.Services.GetRequiredService<IOptionsMonitor<JwtBearerOptions>>().Get(JwtBearerDefaults.AuthenticationScheme);

        Assert.True(options.AutomaticRefreshInterval <= TimeSpan.FromMinutes(5));
    }
}
