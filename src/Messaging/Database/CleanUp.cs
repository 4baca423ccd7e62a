namespace Clockit.Messaging.Database;

/// <summary>A statement that the <see cref="Cleaner"/> runs every ten minutes, again and again until it deletes nothing.</summary>
/// <param name="Table">Whose old rows it deletes; for logs.</param>
/// <param name="Statement">Deletes a bounded number of rows, so that no transaction gets long.</param>
public sealed record CleanUp(string Table, string Statement);
