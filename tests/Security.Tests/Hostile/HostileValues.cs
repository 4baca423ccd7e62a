using System.Text;

namespace Clockit.Security.Tests.Hostile;

/// <summary>What attackers and broken clients send.</summary>
internal static class HostileValues
{
    /// <summary>Within a JSON document, quotes and all.</summary>
    public static readonly string[] Json =
    [
        "null", "true", "false", "0", "-1", "1e999", "-1e999", "1e-999", "99999999999999999999999999", "9223372036854775808", "-9223372036854775809",
        "2147483648", "0.1", "-0", "01", "+1", "0x10", "NaN", "Infinity", "\"\"", "\" \"", "\"\\u0000\"", "\"a\\u0000b\"", "\"\\ud800\"", "\"\\udc00\"",
        "\"\\udc00\\ud800\"", "\"\\ud83d\"", "\"\\uFFFF\"", "\"\\uFEFF\"", "\"\\u202e\"", "\"\\u200b\"", "\"\\q\"", "\"\\u12\"", "\"unterminated", "[]", "{}", "[null]",
        "[[[[]]]]", "{\"a\":{\"b\":{}}}", "[1,\"a\",null,{}]", "\"' OR 1=1 --\"", "\"'; DROP TABLE streams; --\"", "\"$(id)\"", "\"%s%n%x\"", "\"{0}{1}\"",
        "\"<script>alert(1)</script>\"", "\"javascript:alert(1)\"", "\"http://\"", "\"http://[::1\"", "\"file:///etc/passwd\"", "\"http://169.254.169.254/\"",
        "\"../../../../etc/passwd\"", "\"\\\\\\\\host\\\\share\"", "\"00000000-0000-0000-0000-000000000000\"", "\"not-a-uuid\"", "\"0001-01-01T00:00:00Z\"",
        "\"9999-12-31T23:59:59.9999999+14:00\"", "\"0001-01-01T00:00:00+14:00\"", "\"2026-02-30T00:00:00Z\"", "\"2026-01-01\"", "\"-271821-04-20T00:00:00Z\"", "\"1e5\"",
        "\"\\u0130\"", "\"\u00df\"", "\"\\ud83d\\ude00\"", "/* comment */ 1", "undefined", "1 2", ",",
    ];

    /// <summary>Within a path or query.</summary>
    public static readonly string[] Url =
    [
        "%00", "%", "%2", "%zz", "%2f", "%2F..%2f", "..", "../..", "..%2f..%2f", "%2e%2e", "%252e%252e%252f", ".", "//", "%5c", "\\", "%c0%af", "%ff%fe", "%ed%a0%80", "%F0%9F%98%80",
        "'", "%27%20OR%201=1--", "%3Cscript%3E", "*", "**", "{id}", "$", ";", ";a=b", ":", "@", "~", "+", "%20", "%0d%0aSet-Cookie:%20a=b", "%0a", "0", "-1", "1e9", "null", "undefined",
        "00000000-0000-0000-0000-000000000000", "{00000000-0000-0000-0000-000000000000}", "00000000000000000000000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "con", "aux",
        "%E2%80%AE", "internal", "health", "99999999999999999999", "2147483648", "-2147483649", "9223372036854775807", "0x10", "1.5", "true", "%EF%BF%BF", "a%00b", "[]", "a[]=1", "a[b]=1",
    ];

    /// <summary>As a header's value; bytes as Latin-1.</summary>
    public static readonly string[] Header =
    [
        "", " ", "*", "\"", "\"\"", "\"a", "W/", "W/\"1\"", "\"1\",", "\"1\", \"2\", *", ",,,,", "\"\u00e9\"", "\u00ff\u00fe", "\u00c3\u00a9", "a\0b", "\x01", "\x7f", "null", "-1", "99999999999999999999", "1e9", "0x10",
        "bytes=", "bytes=-", "bytes=0-", "bytes=5-1", "bytes=-99999999999999999999", "bytes=0-0,1-1,2-2", "bytes=abc", "Bearer", "Bearer ", "Bearer a.b.c", "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.",
        "Bearer eyJhbGciOiJIUzI1NiJ9.e30.x", "Bearer ....", "Bearer \u00e9", "Basic YTpi", "Basic !!!", "Digest a=b", "clockit.session=", "clockit.session=CfDJ8AAAA", "clockit.session=%00; a", "=;=;=", "a=b; a=c; \"",
        "application/json; charset=utf-7", "application/json; charset=\"", "application/json; charset=utf-16", "application/json; charset=nonsense", "application/xml", "text/plain", "multipart/form-data", "multipart/form-data; boundary=",
        "application/x-www-form-urlencoded", "application/sdp", "application/problem+json", "a/b/c", "/", "*/*;q=x", "gzip, br;q=-1", "deflate", "identity;q=0", "en-\u00e9", "Mon, 99 Foo 0000 00:00:00 GMT", "100-continue", "200-ok",
        "http://evil.example", "null, http://a", "unix://a", "websocket", "h2c", "00-00000000000000000000000000000000-0000000000000000-00", "00-zz-zz-zz", "ff-\u00ff", "' OR 1=1 --", "<script>", "../../etc/passwd", "%00", "{}", "${jndi:ldap://a}",
    ];

    public static readonly string[] HeaderNames =
    [
        "If-Match", "If-None-Match", "Idempotency-Key", "Authorization", "Cookie", "Range", "If-Range", "If-Modified-Since", "Content-Type", "Content-Encoding", "Accept", "Accept-Encoding", "Accept-Language", "Origin",
        "Referer", "User-Agent", "X-Device-Id", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix", "Forwarded", "X-HTTP-Method-Override", "X-Original-URL", "X-Clockit-Service-Key", "X-User-Id", "traceparent",
        "tracestate", "baggage", "Expect", "TE", "Upgrade", "Sec-WebSocket-Key", "Sec-WebSocket-Version", "Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions", "Via", "Max-Forwards", "Cache-Control", "Pragma", "Date", "From", "Prefer", "Warning", "Keep-Alive",
        "Proxy-Connection", "Proxy-Authorization", "Access-Control-Request-Method", "Access-Control-Request-Headers", "Request-Id", "Correlation-Context", "Trailer", "Link", "Content-Disposition", "Content-Range", "Content-MD5", "Content-Language",
    ];

    public static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "BREW", "get", "G", "GETGETGETGETGETGETGETGET", "\u00c9", "A-B_C", "QUERY"];

    /// <summary>Whole bodies that are no JSON, or that only look like it.</summary>
    public static readonly byte[][] Bodies =
    [
        [], [0], [0xff, 0xfe], [0xef, 0xbb, 0xbf, (byte)'{', (byte)'}'], [0xed, 0xa0, 0x80], [(byte)'"', 0xc3, 0x28, (byte)'"'], [(byte)'{', (byte)'"', 0xff, (byte)'"', (byte)':', (byte)'1', (byte)'}'],
        .. new[]
        {
            "{", "}", "[", "]", "\"", "{\"", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,}", "{,}", "[1,]", "nul", "tru", "'a'", "{a:1}", "<a/>", "a=b&c=d", "--x\r\n\r\n--x--", "\u0000{}", "{}{}", "{} x", "//", "null", "[]", "0", "\"text\"",
            "{\"title\":\"a\",\"title\":\"b\",\"TITLE\":\"c\"}", "{\"message\":\"a\",\"message\":1}", "{\"\":1}", "{\"title\":{\"$ref\":\"#\"}}", "{\"$type\":\"System.Object\"}",
        }.Select(Encoding.UTF8.GetBytes),
        Encoding.UTF8.GetBytes(new string('[', 2000)), Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 1000)) + "1" + new string('}', 1000)),
        Encoding.UTF8.GetBytes("{\"title\":\"" + new string('a', 70_000) + "\"}"), Encoding.UTF8.GetBytes("{\"message\":\"" + new string('\u00e9', 30_000) + "\"}"),
        Encoding.UTF8.GetBytes("{\"tags\":[" + string.Join(',', Enumerable.Repeat("\"a\"", 10_000)) + "]}"), Encoding.UTF8.GetBytes("{\"blockedTerms\":[" + string.Join(',', Enumerable.Repeat("null", 5_000)) + "]}"),
        Encoding.UTF8.GetBytes("{" + string.Join(',', Enumerable.Range(0, 5_000).Select(i => $"\"f{i}\":{i}")) + "}"), Encoding.UTF8.GetBytes(new string(' ', 60_000) + "{}"), Encoding.UTF8.GetBytes("{\"username\":\"" + new string('9', 60_000) + "\",\"password\":\"a\"}"),
    ];
}
