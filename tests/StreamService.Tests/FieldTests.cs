using System.Net;
using System.Net.Http.Json;
using System.Text;
using Clockit.StreamService.Tests.Support;

namespace Clockit.StreamService.Tests;

/// <summary>Texts, times and what is absent or null, as callers send them.</summary>
public sealed class FieldTests(SharedService shared)
{
    private readonly StreamServiceHost _service = shared.Service;

    [Fact]
    public async Task Texts_count_what_people_see_and_are_refused_when_nobody_sees_them()
    {
        using var creator = _service.Creator();
        var emoji = string.Concat(Enumerable.Repeat("\U0001F600", 200));
        Assert.Equal(HttpStatusCode.Created, (await creator.PostAsJsonAsync("/api/live", new { title = emoji })).StatusCode);
        foreach (var (field, body) in new (string, object)[]
        {
            ("title", new { title = emoji + "!" }),
            ("title", new { title = "\u200B\u2060" }),
            ("title", new { title = "a\u001Bb" }),
            ("description", new { title = "x", description = "\u200B" }),
            ("category", new { title = "x", category = "a\0" }),
            ("tags", new { title = "x", tags = new[] { "\u3164" } }),
            ("thumbnailUrl", new { title = "x", thumbnailUrl = "https://a.example/\r\nSet-Cookie: a" }),
            ("thumbnailUrl", new { title = "x", thumbnailUrl = "https://a.example/x\r\n" }),
        })
        {
            using var refused = await creator.PostAsJsonAsync("/api/live", body);
            await refused.HasProblemAsync(HttpStatusCode.UnprocessableEntity, "request.invalid");
            Assert.NotNull((await refused.JsonAsync())["errors"]![field]);
        }

        using var reordered = await creator.PostAsJsonAsync("/api/live", new { title = "a\u202Eb" });
        Assert.Equal("ab", (string?)(await reordered.JsonAsync())["title"]);
    }

    [Fact]
    public async Task Composed_and_decomposed_text_find_each_other()
    {
        using var creator = _service.Creator();
        var mark = Guid.NewGuid().ToString("N")[..8];
        var id = await creator.CreateStreamAsync(new { title = $"Cafe\u0301 {mark}", tags = new[] { $"U\u0308ber{mark}", $"\u00DCber{mark}" }, category = $"E\u0301cole{mark}" });
        using var anonymous = _service.Anonymous();
        foreach (var query in new[] { $"q=CAF\u00C9 {mark}", $"q=cafe\u0301 {mark}", $"tag=\u00FCber{mark}", $"tag=u\u0308BER{mark}", $"category=\u00E9cole{mark}", $"q=\u00DCber{mark}" })
        {
            var found = await (await anonymous.GetAsync($"/api/live?status=all&{query}")).JsonAsync();
            Assert.True((int)found["total"]! == 1, query);
            Assert.Equal(id, (Guid)found["items"]![0]!["streamId"]!);
            Assert.Single(found["items"]![0]!["tags"]!.AsArray());
        }
    }

    [Theory]
    [InlineData("2030-01-01T10:00:00")]
    [InlineData("2030-01-01")]
    [InlineData("2030-01-01T10:00:00.5")]
    [InlineData("1893456000")]
    public async Task A_time_without_an_offset_is_refused_and_named(string time)
    {
        using var creator = _service.Creator();
        using var refused = await creator.PostAsJsonAsync("/api/live", new { title = "x", scheduledFor = time });
        await refused.HasProblemAsync(HttpStatusCode.BadRequest, "request.invalid");
        Assert.NotNull((await refused.JsonAsync())["errors"]!["scheduledFor"]);
    }

    [Fact]
    public async Task Null_empties_a_field_and_what_is_absent_stays()
    {
        using var creator = _service.Creator();
        var id = await creator.CreateStreamAsync(new
        {
            title = "Stays",
            description = "d",
            category = "c",
            tags = new[] { "t" },
            visibility = "unlisted",
            scheduledFor = "2030-01-01T10:00:00.1234567+02:00",
            thumbnailUrl = "https://a.example/x",
            chatEnabled = false,
            recordEnabled = true,
        });
        var before = await (await creator.GetAsync($"/api/live/{id}")).JsonAsync();
        Assert.Equal(DateTimeOffset.Parse("2030-01-01T08:00:00.123456Z", System.Globalization.CultureInfo.InvariantCulture), (DateTimeOffset)before["scheduledFor"]!);
        using var untouched = await creator.PutAsync($"/api/live/{id}", new StringContent("{}", Encoding.UTF8, "application/json"));
        foreach (var field in new[] { "description", "category", "tags", "visibility", "scheduledFor", "thumbnailUrl", "chatEnabled", "recordEnabled" })
        {
            Assert.Equal(before[field]!.ToJsonString(), (await untouched.JsonAsync())[field]!.ToJsonString());
        }

        using var emptied = await creator.PutAsync($"/api/live/{id}", new StringContent(
            """{"description":null,"category":null,"tags":null,"visibility":null,"scheduledFor":null,"thumbnailUrl":null,"chatEnabled":null,"recordEnabled":null}""", Encoding.UTF8, "application/json"));
        var after = await emptied.JsonAsync();
        Assert.All(["description", "category", "scheduledFor", "thumbnailUrl"], field => Assert.Null(after[field]));
        Assert.Empty(after["tags"]!.AsArray());
        Assert.Equal(("public", true, false), ((string)after["visibility"]!, (bool)after["chatEnabled"]!, (bool)after["recordEnabled"]!));
        Assert.Equal("Stays", (string?)after["title"]);
        using var title = await creator.PutAsync($"/api/live/{id}", new StringContent("""{"title":null}""", Encoding.UTF8, "application/json"));
        await title.HasProblemAsync(HttpStatusCode.UnprocessableEntity, "request.invalid");
    }

    [Fact]
    public async Task The_answer_to_a_change_and_a_later_reading_are_equal()
    {
        using var creator = _service.Creator();
        using var created = await creator.PostAsJsonAsync("/api/live/start", new { title = "Times", scheduledFor = "2030-01-01T10:00:00.9999999Z" });
        var answered = await created.JsonAsync();
        var read = await (await creator.GetAsync($"/api/live/{answered["streamId"]}")).JsonAsync();
        foreach (var field in new[] { "createdAt", "updatedAt", "startedAt", "scheduledFor" })
        {
            Assert.Equal((string?)answered[field], (string?)read[field]);
        }
    }
}
