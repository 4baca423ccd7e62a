using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Clockit.Security.Tests.Support;
using Clockit.Testing;

namespace Clockit.Security.Tests.Hostile;

/// <summary>
/// Session descriptions that no WebRTC client writes: they must neither give a 5xx nor end the media server, which is
/// written in C. Each run takes a new seed and says which; <c>CLOCKIT_HOSTILE_SEED</c> repeats one.
/// </summary>
public sealed class HostileDescriptionTests(SharedInstallation shared, ITestOutputHelper output)
{
    private const int Requests = 600;

    private static readonly string[] Values =
    [
        "", " ", "0", "-1", "65536", "99999999999999999999", "a=", "m=audio", "%s%n%x", "../../etc/passwd", "\u0000", "\t", "\u202e", "\u00ff", "\ud83d\ude00", "{}", "<a>", "sendonly", "candidate:1 1 udp 1 999.1.1.1 9 typ host",
        "candidate:1 1 tcp 1 ::1 0 typ host tcptype active", "candidate:", "1 1 1 1 1 1 1 1", "BUNDLE", "BUNDLE 0 0 0 1 1 1", "FID 1 2 3 4 5", "sha-256 zz:zz", "sha-999 00", "active", "111 opus/48000/99999", "96 VP8/0", "*", "* nack pli",
        "1/sendonly urn:ietf:params:rtp-hdrext:sdes:mid", "send 1;2;3", "1 send pt=96", "IN IP6 ::", "9/2 UDP/TLS/RTP/SAVPF 96 97 98 99",
    ];

    [Fact]
    public async Task Hostile_descriptions_are_refused_without_a_5xx_and_media_goes_on()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("CLOCKIT_HOSTILE_SEED"), CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();
        output.WriteLine($"CLOCKIT_HOSTILE_SEED={seed}");
        var host = await shared.Installation.RegisterAsync("sdp", "creator");
        var stream = await host.CreateStreamAsync();
        var random = new Random(seed);
        var statuses = new SortedDictionary<int, int>();
        for (var i = 0; i < Requests; i++)
        {
            var body = Spoil(random.Next(3) == 0 ? Descriptions.Request : Descriptions.Offer, random);
            var isPublish = random.Next(4) > 0;
            using var answer = await SendAsync(host.Http, $"/api/live/{stream}/{(isPublish ? "whip" : "whep")}", body);
            var status = (int)answer.StatusCode;
            Assert.True(status < 500, $"Request {i} of seed {seed} answered {status}: {await answer.Content.ReadAsStringAsync()}\n{body}");
            statuses[status] = statuses.GetValueOrDefault(status) + 1;
            if (status >= 400)
            {
                Assert.NotNull(JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["code"]);
            }
        }

        output.WriteLine(string.Join(' ', statuses.Select(status => $"{status.Key}:{status.Value}")));
        using var right = await SendAsync(host.Http, $"/api/live/{stream}/whip", Descriptions.Offer);
        Assert.Equal(HttpStatusCode.Created, right.StatusCode);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(Descriptions.Sdp);
        return await http.SendAsync(request);
    }

    private static string Spoil(string description, Random random)
    {
        var lines = description.Split("\r\n").ToList();
        for (var left = random.Next(1, 4); left > 0; left--)
        {
            var at = random.Next(lines.Count);
            var value = random.Next(15) == 0 ? new string('x', random.Next(100, 4000)) : Values[random.Next(Values.Length)];
            switch (random.Next(6))
            {
                case 0:
                    lines.RemoveAt(at);
                    break;
                case 1:
                    lines.Insert(at, lines[random.Next(lines.Count)]);
                    break;
                case 2:
                    lines[at] = $"{lines[at].Split(':')[0]}:{value}";
                    break;
                case 3:
                    lines[at] = $"{lines[at][..Math.Min(2, lines[at].Length)]}{value}";
                    break;
                case 4:
                    lines.Insert(at, $"a={value}");
                    break;
                default:
                    (lines[at], lines[0]) = (lines[0], lines[at]);
                    break;
            }

            if (lines.Count == 0)
            {
                return "";
            }
        }

        return string.Join(random.Next(10) == 0 ? "\n" : "\r\n", lines);
    }
}
