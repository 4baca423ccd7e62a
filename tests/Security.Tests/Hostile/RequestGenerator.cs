using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Clockit.Security.Tests.Hostile;

/// <summary>A request that no client in its right mind sends.</summary>
/// <param name="IsBroken">Whether its framing may be wrong, so that the server may wait for more, hang up, or take the rest for another request.</param>
internal sealed record HostileRequest(string Method, byte[] Bytes, bool IsBroken)
{
    public override string ToString() => Encoding.Latin1.GetString(Bytes.AsSpan(0, Math.Min(Bytes.Length, 1500)));
}

/// <summary>What a request can be about: valid ids, and the addresses and bodies that take them.</summary>
/// <param name="Endpoints">Methods and paths with parameters in braces.</param>
/// <param name="Bodies">A valid body for each endpoint that takes one, by method and path.</param>
/// <param name="Ids">Of streams, accounts and messages; the first is a stream of the first of the callers.</param>
/// <param name="Credentials">Headers of signed-in callers.</param>
internal sealed record Subject(IReadOnlyList<(string Method, string Path)> Endpoints, IReadOnlyDictionary<string, JsonObject> Bodies, IReadOnlyList<string> Ids, IReadOnlyList<string> Credentials);

/// <summary>Makes the n-th hostile request of a seed: the same one each time, for the same subject.</summary>
internal sealed class RequestGenerator(int seed, Subject subject)
{
    public HostileRequest Create(int number) => new Draft(new Random(HashOf(seed, number)), subject).Finish();

    private static int HashOf(int seed, int number)
    {
        unchecked
        {
            return (int)(((uint)seed * 2_654_435_761u) ^ ((uint)number * 2_246_822_519u));
        }
    }

    private sealed class Draft(Random random, Subject subject)
    {
        private readonly List<(string Name, string Value)> _headers = [];
        private JsonObject _example = [];
        private string _method = "";
        private string _path = "";
        private byte[]? _body;
        private bool _isBroken;

        public HostileRequest Finish()
        {
            if (random.Next(3) == 0)
            {
                BeginRight();
                return Write();
            }

            Begin();
            for (var left = random.Next(1, 4); left > 0; left--)
            {
                Spoil();
            }

            return Write();
        }

        /// <summary>A request of somebody who may make it, with one thing wrong in its body or query: what gets furthest.</summary>
        private void BeginRight()
        {
            var isBody = random.Next(3) > 0;
            var endpoint = Pick<string>(isBody ? [.. subject.Bodies.Keys] : [.. subject.Endpoints.Where(endpoint => endpoint.Method == "GET").Select(endpoint => $"GET {endpoint.Path}")]).Split(' ');
            if (endpoint[1].StartsWith("/api/auth/", StringComparison.Ordinal) && endpoint[0] == "POST" && random.Next(8) > 0)
            {
                endpoint = ["PUT", "/api/live/{id}"];
            }

            _method = endpoint[0];
            _path = string.Concat(endpoint[1].Split('{', '}').Select((text, index) => index % 2 == 0 ? text : subject.Ids[0]));
            _headers.Add(("Authorization", subject.Credentials[0]));
            if (isBody)
            {
                _headers.Add(("Content-Type", "application/json"));
                _example = subject.Bodies[$"{endpoint[0]} {endpoint[1]}"];
                SpoilBody();
            }
            else
            {
                SpoilQuery();
            }
        }

        /// <summary>A request that is nearly right.</summary>
        private void Begin()
        {
            var (method, path) = Pick(subject.Endpoints);
            // A password check is meant to be slow, so that most of those that get as far as one are not made.
            while (path.StartsWith("/api/auth/", StringComparison.Ordinal) && method == "POST" && random.Next(8) > 0)
            {
                (method, path) = Pick(subject.Endpoints);
            }

            _example = random.Next(6) > 0 && subject.Bodies.TryGetValue($"{method} {path}", out var own) ? own : Pick([.. subject.Bodies.Values]);
            _method = method == "ANY" ? Pick(["GET", "POST"]) : method;
            var filled = new StringBuilder();
            foreach (var part in path.Split('{', '}').Select((text, index) => index % 2 == 0 ? text : Pick(subject.Ids)))
            {
                filled.Append(part);
            }

            _path = filled.ToString();
            if (random.Next(3) > 0)
            {
                _headers.Add(("Authorization", Pick(subject.Credentials)));
            }

            if (_method is "POST" or "PUT" or "PATCH" || random.Next(8) == 0)
            {
                _headers.Add(("Content-Type", "application/json"));
                _body = Encoding.UTF8.GetBytes(_example.ToJsonString());
            }
        }

        private void Spoil()
        {
            switch (random.Next(10))
            {
                case 0:
                    _method = Pick(HostileValues.Methods);
                    break;
                case 1:
                    SpoilPath();
                    break;
                case 2 or 3:
                    SpoilQuery();
                    break;
                case 4 or 5:
                    _headers.Add((Pick(HostileValues.HeaderNames), Value(HostileValues.Header)));
                    break;
                case 6 or 7 or 8:
                    SpoilBody();
                    break;
                default:
                    SpoilFraming();
                    break;
            }
        }

        private void SpoilPath()
        {
            var segments = _path.Split('/');
            var at = random.Next(1, segments.Length);
            segments[at] = random.Next(3) == 0 ? segments[at] + Value(HostileValues.Url) : Value(HostileValues.Url);
            _path = string.Join('/', segments);
        }

        private void SpoilQuery()
        {
            string[] names = ["status", "category", "tag", "q", "host", "page", "limit", "before", "since", "from", "to", "streamId", "negotiateVersion", "id", "access_token", "returnUrl", "after", "", "%00"];
            for (var left = random.Next(1, 4); left > 0; left--)
            {
                _path += $"{(_path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{Pick(names)}={Value(HostileValues.Url)}";
            }
        }

        private void SpoilBody()
        {
            if (random.Next(3) == 0)
            {
                _body = Pick(HostileValues.Bodies);
                return;
            }

            // One member after the other by hand: what is put there need not be JSON.
            var members = _example.Select(member => (member.Key, Value: member.Value?.ToJsonString() ?? "null")).ToList();
            if (members.Count > 0)
            {
                var at = random.Next(members.Count);
                members[at] = (members[at].Key, random.Next(12) == 0 ? $"\"{new string('x', random.Next(200, 65_000))}\"" : Pick(HostileValues.Json));
            }

            if (random.Next(6) == 0 && members.Count > 0)
            {
                members.Add((members[0].Key, Pick(HostileValues.Json)));
            }

            _body = Encoding.UTF8.GetBytes($"{{{string.Join(',', members.Select(member => $"\"{member.Key}\":{member.Value}"))}}}");
            if (random.Next(10) == 0 && _body.Length > 0)
            {
                _body[random.Next(_body.Length)] = (byte)random.Next(256);
            }
        }

        private void SpoilFraming()
        {
            _isBroken = true;
            switch (random.Next(5))
            {
                case 0:
                    _headers.Add(("Content-Length", Pick(["-1", "abc", "1, 2", "99999999999999999999", "70000", "1", "0x10", ""])));
                    break;
                case 1:
                    _headers.Add(("Transfer-Encoding", Pick(["chunked", "gzip, chunked", "identity", "chunked, chunked", "xchunked", ""])));
                    break;
                case 2:
                    _headers.Add((Pick(["Bad Header", "", "\u00e9", "a:b", "X-Long-" + new string('n', 500)]), Value(HostileValues.Header)));
                    break;
                case 3:
                    _path += (_path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "x=" + new string('a', random.Next(1_000, 20_000));
                    break;
                default:
                    _headers.Add(("X-Filler", new string('f', random.Next(8_000, 40_000))));
                    break;
            }
        }

        private HostileRequest Write()
        {
            var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{_method} {_path} HTTP/1.1\r\nHost: {(random.Next(50) == 0 ? Pick(["", "a b", "evil.example", "[::1", "a:99999", "\u00e9"]) : "localhost")}\r\n");
            foreach (var (name, value) in _headers)
            {
                head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
            }

            // Framing that is right, or wrong on purpose only.
            if (_body is not null && !_headers.Exists(header => header.Name is "Content-Length" or "Transfer-Encoding"))
            {
                head.Append(CultureInfo.InvariantCulture, $"Content-Length: {_body.Length}\r\n");
            }

            head.Append("\r\n");
            // An upgrade changes what the bytes after it mean, a proxy's tunnel too.
            var isBroken = _isBroken || _method is "CONNECT" || _headers.Exists(header => header.Name is "Upgrade" or "Expect");
            return new HostileRequest(_method, [.. Encoding.Latin1.GetBytes(head.ToString()), .. _body ?? []], isBroken);
        }

        private string Value(string[] values) => random.Next(20) == 0 ? new string('A', random.Next(100, 5_000)) : Pick(values);

        private T Pick<T>(IReadOnlyList<T> values) => values[random.Next(values.Count)];
    }
}
