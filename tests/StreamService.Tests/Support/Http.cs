using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Clockit.StreamService.Tests.Support;

internal static class Http
{
    public static async Task<JsonNode> JsonAsync(this HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

    /// <summary>Creates a stream and gives its id.</summary>
    public static async Task<Guid> CreateStreamAsync(this HttpClient creator, object? fields = null)
    {
        using var response = await creator.PostAsJsonAsync("/api/live", fields ?? new { title = "A stream" });
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return (Guid)(await response.JsonAsync())["streamId"]!;
    }

    /// <summary>Posts an empty body.</summary>
    public static Task<HttpResponseMessage> PostAsync(this HttpClient client, string path) => client.PostAsync(path, content: null);

    /// <summary>Asserts a problem with the given status and code, and nothing of the inside in it.</summary>
    public static async Task HasProblemAsync(this HttpResponseMessage response, HttpStatusCode status, string code)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode} instead of {(int)status}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonNode.Parse(text)!;
        Assert.Equal(code, (string?)problem["code"]);
        Assert.False(string.IsNullOrEmpty((string?)problem["traceId"]));
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
    }
}
