using System.Text.Json.Nodes;
using Riveg.Service.Assistants;
using Riveg.TestKit;

namespace Riveg.Server.Tests.Assistants;

public sealed class AnnotationSchemaTests
{
    [Fact]
    public void AnnotatePost_OutputSchema_IsThatOfTheHttpApi()
    {
        var file = Path.Combine(SharedFolder.RepositoryRoot, "src", "Riveg.Server", "Api", "openapi.json");
        var api = JsonNode.Parse(File.ReadAllText(file))!["components"]!["schemas"]!.AsObject();
        var tool = JsonNode.Parse(ToolSchemas.OfAnnotation().GetRawText())!["$defs"]!.AsObject();

        foreach (var (name, schema) in tool)
        {
            var own = api[name]!.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal);
            Assert.Equal(own, schema!.ToJsonString());
        }
    }
}
