using System.Net;
using Clockit.Gateway.Tests.Support;
using Clockit.Testing;

namespace Clockit.Gateway.Tests;

public sealed class ApiDocumentTests(SharedGateway shared)
{
    private const string Address = "/openapi/v1.json";

    [Fact]
    public async Task The_committed_document_is_served_to_anyone_and_only_once_to_who_has_it()
    {
        using var client = shared.Gateway.Client();
        using var response = await client.GetAsync(Address);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.True(response.Headers.CacheControl?.Public);
        Assert.Equal(Repository.Read("docs/openapi/v1.json"), await response.Content.ReadAsStringAsync());

        using var again = new HttpRequestMessage(HttpMethod.Get, Address) { Headers = { IfNoneMatch = { response.Headers.ETag! } } };
        using var unchanged = await client.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        Assert.Equal(response.Headers.ETag, unchanged.Headers.ETag);
    }
}
