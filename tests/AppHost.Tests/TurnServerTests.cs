using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Aspire.Hosting;
using Clockit.AppHost.Servers;
using Clockit.AppHost.Tests.Support;

namespace Clockit.AppHost.Tests;

/// <summary>coturn, as the app host configures it.</summary>
public sealed class TurnServerTests : IAsyncLifetime
{
    private const int Forbidden = 403;
    private const int QuotaReached = 486;
    private const int FamilyMismatch = 443;

    private readonly string _folder = Directory.CreateTempSubdirectory("clockit-turn-").FullName;
    private DistributedApplication _application = null!;
    private TurnServerResource _server = null!;

    [Fact]
    public async Task Only_public_addresses_can_be_peers()
    {
        string[] inside =
        [
            "0.0.0.1", "10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1", "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1",
            "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
        ];
        var own = NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(card => card.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .Where(address => address.AddressFamily == AddressFamily.InterNetwork)
            .Select(address => address.ToString());
        using var client = new TurnClient(_server.Endpoint.Port, _server.Secret);
        Assert.Equal(0, await client.AllocateAsync());

        foreach (var address in inside.Concat(own))
        {
            Assert.Equal((address, Forbidden), (address, await client.PermitAsync(IPAddress.Parse(address))));
        }

        // The relay is an IPv4 one: other families are refused whatever the address.
        foreach (var address in new[] { "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "fe80::1", "fc00::1", "64:ff9b::7f00:1" })
        {
            Assert.True(await client.PermitAsync(IPAddress.Parse(address)) is Forbidden or FamilyMismatch, address);
        }

        Assert.Equal(0, await client.PermitAsync(IPAddress.Parse("93.184.215.14")));
    }

    [Fact]
    public async Task What_one_credential_takes_others_keep()
    {
        var clients = new List<TurnClient>();
        try
        {
            for (var i = 0; i < 40; i++)
            {
                clients.Add(new TurnClient(_server.Endpoint.Port, _server.Secret));
                Assert.Equal(0, await clients[^1].AllocateAsync());
            }
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    [Fact]
    public async Task One_credential_holds_a_few_relays()
    {
        var username = TurnClient.NewUsername();
        var clients = Enumerable.Range(0, 12).Select(_ => new TurnClient(_server.Endpoint.Port, _server.Secret, username)).ToList();
        try
        {
            var answers = new List<int>();
            foreach (var client in clients)
            {
                answers.Add(await client.AllocateAsync());
            }

            Assert.Equal([.. Enumerable.Repeat(0, 8), .. Enumerable.Repeat(QuotaReached, 4)], answers);
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    public async ValueTask InitializeAsync()
    {
        File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            DisableDashboard = true,
            AssemblyName = typeof(Programs).Assembly.GetName().Name,
        });
        builder.Configuration["DcpPublisher:WaitForResourceCleanup"] = "true";
        _server = builder.AddNativeTurn("coturn", new LocalData(_folder)).Resource;
        _application = builder.Build();
        await _application.StartAsync();
        await _application.ResourceNotifications.WaitForResourceHealthyAsync("coturn");
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
