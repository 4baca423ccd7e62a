using System.Diagnostics;
using Clockit.AppHost.Servers;

namespace Clockit.Testing;

/// <summary>A RabbitMQ server for tests.</summary>
public sealed class TestMessaging : TestServer
{
    private readonly SemaphoreSlim _oneCall = new(1);

    internal TestMessaging(TestServerHost host)
        : base(host)
    {
    }

    /// <summary>The address of the server's default virtual host, which all tests of the assembly share.</summary>
    public Task<string> ConnectionStringAsync() => AddressAsync();

    /// <summary>Creates an empty virtual host and gives its <c>amqp://</c> address.</summary>
    public async Task<string> CreateVirtualHostAsync()
    {
        var server = new Uri(await AddressAsync());
        var user = server.UserInfo.Split(':')[0];
        var name = $"test-{Guid.NewGuid():N}";
        await EvaluateAsync(
            $"ok = rabbit_vhost:add(<<\"{name}\">>, <<\"{user}\">>), rabbit_auth_backend_internal:set_permissions(<<\"{user}\">>, <<\"{name}\">>, <<\".*\">>, <<\".*\">>, <<\".*\">>, <<\"{user}\">>).\n");
        return new UriBuilder(server) { Path = name }.Uri.AbsoluteUri;
    }

    private async Task EvaluateAsync(string expression)
    {
        // The server refuses a second caller that calls itself as one who is still connected.
        await _oneCall.WaitAsync();
        try
        {
            await CallAsync(expression);
        }
        finally
        {
            _oneCall.Release();
        }
    }

    // erl_call speaks Erlang's distribution protocol itself: milliseconds, where rabbitmqctl boots a virtual machine.
    private async Task CallAsync(string expression)
    {
        var resource = Resource<RabbitServerResource>();
        var start = new ProcessStartInfo(
            "/usr/bin/erl_call",
            ["-address", $"127.0.0.1:{((Aspire.Hosting.ApplicationModel.IResourceWithEndpoints)resource).GetEndpoint("dist").Port}", "-c", resource.Cookie, "-e"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(expression);
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync() + await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0 || !output.Contains("{ok, ok}", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"RabbitMQ refused: {output}");
        }
    }
}
