using System.Text.Json.Nodes;
using Riveg.Cli.Profiles;
using Riveg.Profiles;
using Riveg.TestKit;

namespace Riveg.Cli.Tests.Profiles;

/// <summary>What <c>riveg profile schema</c> takes the command takes, and nothing else.</summary>
public sealed class SchemaAgreementTests
{
    private static readonly string[] Values =
    [
        "null", "\"\"", "\"x\"", "\"a=b\"", "5", "0", "-1", "0.5", "8.0", "8e0", "3000000000", "1e30", "-1e30", "true", "[]", "[\"a\"]",
        "[1]", "{}",
        "{\"bogus\":1}",
    ];

    [Theory]
    [InlineData("""{}""", false)]
    [InlineData("""{"stages":{}}""", false)]
    [InlineData("""{"extends":"builtin"}""", true)]
    [InlineData("""{"extends":""}""", false)]
    [InlineData("""{"extends":5}""", false)]
    [InlineData("""{"extends":null}""", false)]
    [InlineData("""{"$schema":"x","extends":"builtin"}""", true)]
    [InlineData("""{"$schema":5,"extends":"builtin"}""", false)]
    [InlineData("""{"extends":"builtin","zz":1}""", false)]
    [InlineData("""{"extends":"builtin","stages":null}""", false)]
    [InlineData("""{"extends":"builtin","stages":{"ocr":"x"}}""", false)]
    [InlineData("""{"extends":"builtin","pipeline":null}""", false)]
    [InlineData("""{"extends":"builtin","chat":[]}""", false)]
    [InlineData("""{"extends":"builtin","stages":{"captions":"none"}}""", true)]
    [InlineData("""{"extends":"builtin","stages":{"captions":{"use":"none"}}}""", true)]
    [InlineData("""{"extends":"builtin","stages":{"captions":{"use":"none","prompt":"x"}}}""", false)]
    [InlineData("""{"extends":"builtin","stages":{"captions":null}}""", false)]
    [InlineData("""{"extends":"builtin","stages":{"captions":{"use":null}}}""", false)]
    [InlineData("""{"extends":"builtin","stages":{"recognition":"none"}}""", false)]
    [InlineData("""{"extends":"builtin","stages":{"recognition":{"use":"none"}}}""", false)]
    [InlineData("""{"extends":"builtin","stages":{"grounding":"bogus"}}""", false)]
    [InlineData("""{"extends":"builtin","stages":{"grounding":{"use":"bogus"}}}""", false)]
    [InlineData("""{"extends":"builtin","stages":{"grounding":{"model":"m.riveg"}}}""", true)]
    [InlineData("""{"extends":"light","stages":{"observation":{"use":"faces","device":"cuda"}}}""", true)]
    [InlineData("""{"stages":{"recognition":"builtin","entailment":"builtin","grounding":"builtin"}}""", true)]
    [InlineData("""{"stages":{"recognition":{"model":"m"},"entailment":"builtin","grounding":"builtin"}}""", false)]
    [InlineData("""{"stages":{"recognition":"builtin","entailment":"builtin"}}""", false)]
    [InlineData("""{"extends":"builtin","pipeline":{"groundingDecision":"threshold","entailmentThreshold":0.3}}""", true)]
    [InlineData("""{"extends":"builtin","pipeline":{"groundingDecision":"expected-correctness","entailmentThreshold":0.3}}""", false)]
    [InlineData("""{"extends":"builtin","pipeline":{"groundingDecision":"expected-correctness","entailmentThreshold":null}}""", true)]
    public void Document_IsJudgedAlikeByBoth(string json, bool isProper) =>
        Assert.Equal((isProper, isProper), (BySchema(json), ByCommand(json) is null));

    [Fact]
    public void EverySetting_WithEveryKindOfValue_IsJudgedAlikeByBoth()
    {
        using var session = new ProfileSession();
        var schema = session.Catalog.CreateSchema();
        var check = new SchemaCheck(schema);
        var documents = Documents(schema).ToList();
        Assert.InRange(documents.Count, 500, 5000);
        var judged = documents.Select(d => (Json: d, Schema: check.Accepts(JsonNode.Parse(d)), Fault: Fault(session.Catalog, d)));
        var apart = judged.Where(d => d.Schema != (d.Fault is null))
            .Select(d => $"{d.Json}: schema {d.Schema}, command {d.Fault}")
            .ToList();
        Assert.True(apart.Count == 0, string.Join('\n', apart));
    }

    // Each setting of each section and implementation alone, with each of the values; and each stage with each as what serves it.
    private static IEnumerable<string> Documents(JsonObject schema)
    {
        foreach (var (section, settings) in schema["$defs"]!.AsObject())
        {
            foreach (var setting in Filled(schema, settings!.AsObject()))
            {
                yield return $$$"""{"extends":"builtin","{{{section}}}":{ {{{setting}}} }}""";
            }
        }

        foreach (var (stage, said) in schema["properties"]!["stages"]!["properties"]!.AsObject())
        {
            // Whether something lies under an object without "use" is seen in the other profile alone.
            foreach (var value in Values.Where(v => v != "{}"))
            {
                yield return $$$"""{"extends":"builtin","stages":{"{{{stage}}}": {{{value}}} }}""";
            }

            foreach (var settings in said!["anyOf"]!.AsArray().Skip(1).Select(s => s!.AsObject())
                .Where(s => s.ContainsKey("properties")))
            {
                var use = settings["properties"]!["use"]!["const"]!.ToJsonString();
                foreach (var setting in Filled(schema, settings))
                {
                    yield return $$$"""{"extends":"builtin","stages":{"{{{stage}}}":{"use": {{{use}}} , {{{setting}}} } }}""";
                }
            }
        }
    }

    private static IEnumerable<string> Filled(JsonObject schema, JsonObject settings)
    {
        foreach (var (key, setting) in settings["properties"]!.AsObject().Where(p => p.Key != "use"))
        {
            // Which addresses are allowed depends on other settings; a schema says no more than that it is one.
            var isAddress = setting!["format"] is not null;
            foreach (var value in Values.Where(v => !isAddress || v is not ("\"x\"" or "\"a=b\"")))
            {
                yield return $"\"{key}\":{value}";
            }

            foreach (var name in setting["enum"]?.AsArray() ?? [])
            {
                yield return $"\"{key}\":{name?.ToJsonString() ?? "null"}";
            }

            var inner = setting["$ref"] is { } section ? schema["$defs"]![section.GetValue<string>().Split('/')[^1]]!.AsObject()
                : setting["properties"] is null ? null : setting.AsObject();
            foreach (var filled in inner is null ? [] : Filled(schema, inner))
            {
                yield return $"\"{key}\":{{{filled}}}";
            }
        }
    }

    private static bool BySchema(string json)
    {
        using var session = new ProfileSession();
        return new SchemaCheck(session.Catalog.CreateSchema()).Accepts(JsonNode.Parse(json));
    }

    private static string? ByCommand(string json)
    {
        using var session = new ProfileSession();
        return Fault(session.Catalog, json);
    }

    private static string? Fault(StageCatalog catalog, string json)
    {
        try
        {
            catalog.AddProfile("under-test", json).LoadWholeProfile("under-test");
            return null;
        }
        catch (ProfileException exception)
        {
            return exception.Message;
        }
    }
}
