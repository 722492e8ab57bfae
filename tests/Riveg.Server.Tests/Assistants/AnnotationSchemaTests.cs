using System.Text.Json.Nodes;
using Riveg.Service.Assistants;
using Riveg.TestKit;

namespace Riveg.Server.Tests.Assistants;

public sealed class AnnotationSchemaTests
{
    [Fact]
    public void AnnotatePost_OutputSchema_IsThatOfTheHttpApi()
    {
        var api = JsonNode.Parse(File.ReadAllText(
            Path.Combine(SharedFolder.RepositoryRoot, "src", "Riveg.Server", "Api", "openapi.json")))!["components"]!["schemas"]!.AsObject();
        var tool = JsonNode.Parse(ToolSchemas.OfAnnotation().GetRawText())!["$defs"]!.AsObject();

        foreach (var (name, schema) in tool)
        {
            Assert.Equal(api[name]!.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal), schema!.ToJsonString());
        }
    }
}
