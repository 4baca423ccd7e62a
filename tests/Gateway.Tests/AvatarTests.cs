using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Clockit.Gateway.Tests.Support;

namespace Clockit.Gateway.Tests;

/// <summary>Uploaded pictures.</summary>
public sealed class AvatarTests(SharedGateway shared)
{
    /// <summary>A PNG of one red pixel, with a text chunk that says where it was made.</summary>
    private static readonly byte[] Png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAAFXRFWHRDb21tZW50AEdQUyA1Mi41IDEzLjQFI1jCAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC");

    private readonly GatewayHost _gateway = shared.Gateway;

    [Fact]
    public async Task A_picture_is_encoded_anew_and_served_by_us()
    {
        var (client, user) = await _gateway.RegisteredAsync();
        using (client)
        {
            using var response = await UploadAsync(client, Png);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            var url = (string)(await response.JsonAsync())["user"]!["avatarUrl"]!;
            Assert.Contains($"/api/users/{user["id"]}/avatar?v=", url, StringComparison.Ordinal);
            using var nobody = _gateway.Client();
            using var picture = await nobody.GetAsync(new Uri(url).PathAndQuery);
            Assert.Equal("image/webp", picture.Content.Headers.ContentType?.MediaType);
            Assert.Equal("nosniff", picture.Headers.GetValues("X-Content-Type-Options").Single());
            var content = await picture.Content.ReadAsByteArrayAsync();
            Assert.Equal("RIFF"u8.ToArray(), content[..4]);
            Assert.DoesNotContain("GPS", Encoding.Latin1.GetString(content), StringComparison.Ordinal);

            // An address of one's own, or none, replaces it.
            using var removed = await client.PutAsync("/api/auth/me", new StringContent("""{"avatarUrl":null}""", Encoding.UTF8, "application/json"));
            Assert.Null((await removed.JsonAsync())["user"]!["avatarUrl"]);
        }
    }

    [Fact]
    public async Task What_is_no_picture_or_too_large_is_refused()
    {
        var (client, user) = await _gateway.RegisteredAsync();
        using (client)
        {
            foreach (var content in new[] { [], Encoding.UTF8.GetBytes("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"), Png[..20], Huge() })
            {
                await (await UploadAsync(client, content)).HasProblemAsync(HttpStatusCode.UnprocessableEntity, "request.invalid");
            }

            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await UploadAsync(client, new byte[5_000_001])).StatusCode);
            await (await client.GetAsync($"/api/users/{user["id"]}/avatar")).HasProblemAsync(HttpStatusCode.NotFound, "user.not_found");
        }
    }

    /// <summary>A few bytes that say that they are 60,000 × 60,000 pixels.</summary>
    private static byte[] Huge()
    {
        var png = Png.ToArray();
        (png[18], png[19], png[22], png[23]) = (0xEA, 0x60, 0xEA, 0x60);
        new byte[] { 0x0F, 0xB0, 0xE2, 0x15 }.CopyTo(png, 29);
        return png;
    }

    private static async Task<HttpResponseMessage> UploadAsync(HttpClient client, byte[] content)
    {
        using var body = new ByteArrayContent(content);
        body.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/auth/me/avatar") { Content = body };
        // What is too large is refused before it is sent; the server does not read it.
        request.Headers.ExpectContinue = content.Length > 1_000_000;
        return await client.SendAsync(request);
    }
}
