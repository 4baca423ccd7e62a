namespace Clockit.Bench.Abuse;

/// <summary>One way to abuse the chat.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Create">The n-th record that it sends.</param>
/// <param name="PerSecond">How many of them; more than a machine sends means as fast as they go.</param>
/// <param name="ReadsAnswers">Whether it takes what it is answered.</param>
internal sealed record AbuseKind(string Name, Func<int, string> Create, int PerSecond, bool ReadsAnswers = true)
{
    public static IReadOnlyList<AbuseKind> All(Guid stream) =>
    [
        new("10,000 comments a second", _ => Call("live_comment", $$"""{"streamId":"{{stream}}","comment":"spam"}"""), 10_000),
        new("10,000 comments a second, answers unread", _ => Call("live_comment", $$"""{"streamId":"{{stream}}","comment":"spam"}"""), 10_000, ReadsAnswers: false),
        new("10,000 calls of no method a second", _ => Call("no_such_method", "{}"), 10_000),
        new("10,000 pings a second", _ => """{"type":6}""", 10_000),
        new("joining 1,000 rooms a second", _ => Call("join_chat", $$"""{"streamId":"{{Guid.NewGuid()}}"}"""), 1_000),
        new("1,000 messages of 32 KB a second", _ => Call("live_comment", $$"""{"streamId":"{{stream}}","comment":"{{Long}}"}"""), 1_000),
        new("messages of 10 MB", _ => Call("live_comment", $$"""{"streamId":"{{stream}}","comment":"{{Huge}}"}"""), 1_000),
        new("1,000 deep documents a second", _ => Call("live_comment", Deep), 1_000),
    ];

    private static readonly string Long = new('x', 32 * 1024);
    private static readonly string Huge = new('x', 10_000_000);
    private static readonly string Deep = string.Concat(Enumerable.Repeat("{\"a\":", 60)) + "1" + new string('}', 60);

    private static string Call(string method, string argument) => $$"""{"type":1,"invocationId":"1","target":"{{method}}","arguments":[{{argument}}]}""";
}
