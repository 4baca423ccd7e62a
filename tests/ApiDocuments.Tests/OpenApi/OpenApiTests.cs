using System.Text.Json.Nodes;
using Clockit.Testing;

namespace Clockit.ApiDocuments.Tests.OpenApi;

public sealed class OpenApiTests(DescribedServices services)
{
    private const string Committed = "docs/openapi/v1.json";

    [Fact]
    public void The_committed_document_is_what_the_services_say()
    {
        var current = MergedDocument.Create(services.All);
        Documents.Check(Committed, current);
    }
}
