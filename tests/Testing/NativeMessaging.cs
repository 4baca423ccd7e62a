using System.Diagnostics;
using Clockit.AppHost.Servers;

namespace Clockit.Testing;

/// <summary>Debian's RabbitMQ.</summary>
internal sealed class NativeMessaging : NativeServer, IMessagingHost
{
    private readonly SemaphoreSlim _oneCall = new(1);

    private NativeMessaging()
        : base((builder, data) => builder.AddNativeRabbitMQ("messaging", data).Resource)
    {
    }

    public static Task<NativeMessaging> StartNewAsync() => FirstStartAsync(new NativeMessaging());

    public async Task CreateVirtualHostAsync(string name)
    {
        var user = new Uri(await ConnectionStringAsync()).UserInfo.Split(':')[0];
        // The server refuses a second caller that calls itself as one who is still connected.
        await _oneCall.WaitAsync();
        try
        {
            await CallAsync(
                $"ok = rabbit_vhost:add(<<\"{name}\">>, <<\"{user}\">>), rabbit_auth_backend_internal:set_permissions(<<\"{user}\">>, <<\"{name}\">>, <<\".*\">>, <<\".*\">>, <<\".*\">>, <<\"{user}\">>).\n");
        }
        finally
        {
            _oneCall.Release();
        }
    }

    // erl_call speaks Erlang's distribution protocol itself: milliseconds, where rabbitmqctl boots a virtual machine.
    private async Task CallAsync(string expression)
    {
        var resource = (RabbitServerResource)Resource;
        var start = new ProcessStartInfo(
            "/usr/bin/erl_call",
            ["-address", $"127.0.0.1:{resource.Distribution.Port}", "-c", resource.Cookie, "-e"])
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
