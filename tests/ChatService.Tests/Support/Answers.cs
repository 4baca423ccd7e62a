using System.Text.Json;
using Clockit.Testing;

namespace Clockit.ChatService.Tests.Support;

/// <summary>What the service answered.</summary>
public static class Answers
{
    /// <summary>Asserts the status and gives the body; undefined for none.</summary>
    public static async Task<JsonElement> ShouldBeAsync(this HttpResponseMessage response, int status)
    {
        var body = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode} instead of {status}: {body}");
        return body.Length == 0 ? default : JsonDocument.Parse(body).RootElement;
    }

    /// <summary>Asserts a problem with a status and a code.</summary>
    public static async Task<JsonElement> ShouldBeProblemAsync(this Task<HttpResponseMessage> answering, int status, string code)
    {
        using var response = await answering;
        var problem = await response.ShouldBeAsync(status);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.False(string.IsNullOrEmpty(problem.GetProperty("traceId").GetString()));
        return problem;
    }

    /// <summary>Asserts that a hub call was refused with a code.</summary>
    public static async Task ShouldBeRefusedAsync(this Task<JsonElement> invoking, string code) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<HubInvocationException>(() => invoking)).Code);

    public static string[] Texts(this JsonElement page) =>
        [.. page.GetProperty("messages").EnumerateArray().Select(message => message.TryGetProperty("comment", out var comment) ? comment.GetString()! : message.GetProperty("message").GetString()!)];

    public static long[] Offsets(this JsonElement page) =>
        [.. page.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("offset").GetInt64())];

    public static long Offset(this JsonElement message) => message.GetProperty("offset").GetInt64();

    public static string Text(this JsonElement message, string property) => message.GetProperty(property).GetString()!;
}
