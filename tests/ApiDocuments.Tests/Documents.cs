using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clockit.Testing;

namespace Clockit.ApiDocuments.Tests;

/// <summary>Documents that are generated from the code and committed.</summary>
internal static class Documents
{
    private static readonly JsonSerializerOptions Formatting = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>As documents are committed: indented by two, LF at the end of every line.</summary>
    public static string Format(JsonObject document) => document.ToJsonString(Formatting) + "\n";

    /// <summary>
    /// Asserts that the committed document says what the code says now. <c>./clockit openapi</c> sets
    /// <c>CLOCKIT_WRITE_DOCUMENTS</c>, with which the document is written instead.
    /// </summary>
    public static void Check(string path, string current)
    {
        if (Environment.GetEnvironmentVariable("CLOCKIT_WRITE_DOCUMENTS") is "yes")
        {
            File.WriteAllText(Path.Combine(Repository.Root, path), current);
        }

        Assert.True(Repository.Read(path) == current, $"{path} is not what the code says any more; run './clockit openapi' and commit the result.");
    }
}
