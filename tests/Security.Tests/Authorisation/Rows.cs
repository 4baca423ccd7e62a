namespace Clockit.Security.Tests.Authorisation;

/// <summary>A row of <see cref="Matrix"/>.</summary>
/// <param name="Key">What it is about, for example <c>GET /api/live/{id}</c>.</param>
/// <param name="Groups">The expected outcomes by visibility; one for a row about no stream.</param>
internal sealed record Row(string Key, IReadOnlyList<string> Groups)
{
    public static readonly IReadOnlyList<string> Visibilities = ["public", "unlisted", "private"];

    /// <summary>Each visibility with its outcomes; an empty visibility for a row about no stream.</summary>
    public IEnumerable<(string Visibility, string Outcomes)> ByVisibility => Groups.Count == 1 ? [("", Groups[0])] : Visibilities.Zip(Groups);

    /// <summary>The rows of a table, by their keys.</summary>
    public static IReadOnlyDictionary<string, Row> Parse(string table) => table
        .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Where(line => line[0] != '#')
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Select(cells => new Row($"{cells[0]} {cells[1]}", cells[2..]))
        .ToDictionary(row => row.Key, StringComparer.Ordinal);

    /// <summary>Fails, naming them, when the table and what there is differ.</summary>
    public static void AssertComplete(IReadOnlyDictionary<string, Row> table, IReadOnlyCollection<string> existing)
    {
        var problems = existing.Where(key => !table.ContainsKey(key)).Select(key => $"add {key} to the matrix")
            .Concat(table.Keys.Where(key => !existing.Contains(key, StringComparer.Ordinal)).Select(key => $"remove {key} from the matrix: it does not exist"))
            .Concat(table.Values.Where(row => row.Groups.Count is not (1 or 3) || row.Groups.Any(group => group.Length != 7)).Select(row => $"complete {row.Key} in the matrix"));
        Assert.Empty(problems.Order(StringComparer.Ordinal));
    }
}
