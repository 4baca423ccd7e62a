using System.Text;

namespace Clockit.Bench.Abuse;

/// <summary>One way to abuse the chat.</summary>
/// <param name="Name">For the table.</param>
/// <param name="PerSecond">How many records; what a connection does not take in its time is left out.</param>
/// <param name="ReadsAnswers">Whether it takes what it is answered.</param>
/// <param name="Next">The next record, with its separator. Made beforehand where it is always the same: the abuser must cost the bench little.</param>
internal sealed record AbuseKind(string Name, int PerSecond, bool ReadsAnswers, Func<byte[]> Next)
{
    public static IReadOnlyList<AbuseKind> All(Guid stream) =>
    [
        Always("10,000 comments a second", 10_000, Comment(stream, "spam")),
        Always("10,000 comments a second, answers unread", 10_000, Comment(stream, "spam"), readsAnswers: false),
        Always("10,000 calls of no method a second", 10_000, Call("no_such_method", "{}")),
        Always("10,000 pings a second", 10_000, """{"type":6}"""),
        new("joining 1,000 rooms a second", 1_000, ReadsAnswers: true, () => Encode(Call("join_chat", $$"""{"streamId":"{{Guid.NewGuid()}}"}"""))),
        Always("1,000 messages of 32 KB a second", 1_000, Comment(stream, new string('x', 32 * 1024))),
        Always("100 messages of 10 MB a second", 100, Comment(stream, new string('x', 10_000_000))),
        Always("1,000 deep documents a second", 1_000, Call("live_comment", string.Concat(Enumerable.Repeat("{\"a\":", 60)) + "1" + new string('}', 60))),
    ];

    private static AbuseKind Always(string name, int perSecond, string record, bool readsAnswers = true)
    {
        var bytes = Encode(record);
        return new AbuseKind(name, perSecond, readsAnswers, () => bytes);
    }

    private static string Comment(Guid stream, string comment) => Call("live_comment", $$"""{"streamId":"{{stream}}","comment":"{{comment}}"}""");

    private static string Call(string method, string argument) => $$"""{"type":1,"invocationId":"1","target":"{{method}}","arguments":[{{argument}}]}""";

    private static byte[] Encode(string record) => Encoding.UTF8.GetBytes(record + '\u001e');
}
