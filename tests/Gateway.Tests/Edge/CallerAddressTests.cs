using System.Net;
using Clockit.ServiceDefaults.Http;

namespace Clockit.Gateway.Tests.Edge;

public sealed class CallerAddressTests
{
    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("2001:db8:1:2:aaaa:bbbb:cccc:dddd", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2::", "2001:db8:1:2::/64")]
    [InlineData("fe80::1%2", "fe80::/64")]
    [InlineData("::1", "::1")]
    public void One_caller_is_an_IPv4_address_or_a_network_of_IPv6(string address, string expected) =>
        Assert.Equal(expected, CallerAddress.NetworkOf(IPAddress.Parse(address)));

    [Fact]
    public void An_address_that_is_not_known_is_one_caller() => Assert.Equal(CallerAddress.NetworkOf(null), CallerAddress.NetworkOf(null));
}
