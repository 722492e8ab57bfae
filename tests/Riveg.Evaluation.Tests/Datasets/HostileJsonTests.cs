using System.Text.Json;
using System.Text.Json.Nodes;
using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Formats;
using Riveg.Formats;

namespace Riveg.Evaluation.Tests.Datasets;

/// <summary>What stands in annotated posts is never told in .NET's words: every value is put in the place of every other one.</summary>
public sealed class HostileJsonTests
{
    private const string Whole =
        """
        {"id":"7","text":"Ada met Bob","offsets":"utf-16","format":2,"image":{"path":"7.jpg","width":200,"height":100,"file":"a/7.jpg"},
         "tokens":[[0,3]],"knowledge":"k","captions":["c"],"faults":[{"stage":"s","message":"m"}],
         "entities":[{"start":0,"end":3,"text":"Ada","type":"PER","fineType":"x","score":1,"expansion":"e","entailment":0.5,
          "entailmentAnswer":"yes","regions":[{"box":[10,20,30,40],"unit":"pixels","score":1,"answer":"a",
           "mask":{"size":[2,2],"counts":"04"}}],"candidates":[{"box":[1,2,3,4],"source":"s","reason":"r","chosen":true}]},
          {"start":8,"end":11,"type":"PER","box":[1,2,3,4],"unit":"pixels"}],
         "observations":[{"kind":"face","label":"f","box":[1,2,3,4],"score":1,"source":"s"}],
         "provenance":{"profile":"p","version":"v","picture":"seen","captions":["c"],"knowledge":"k",
          "stages":{"recognition":{"implementation":"i","model":"m","x":"y"}}}}
        """;

    private static readonly string[] Values =
    [
        "\"\"", "\" \"", "\"\\u0000\"", "\"\\ud800\"", "null", "true", "-1", "0", "1e400", "9999999999999", "0.5", "[]", "{}", "[[]]",
        "[null]",
        "[1,2,3,1e400]", "\"x\"", "[\"\"]", "{\"a\":1}",
    ];

    private static readonly string[] Foreign = ["Parameter", "Exception", "System.", "Utf8Json", "BytePosition", "operation is not valid"];

    [Fact]
    public void Readers_AnyValueInAnyPlace_SayItInOneLineOfTheirOwn()
    {
        using var folder = new DatasetFolder();
        List<string> lines = [.. Changed()];
        Assert.True(lines.Count > 1000);
        folder.With("x.jsonl", string.Join('\n', lines));
        var gold = DatasetReference.Parse($"riveg:{folder.PathOf("x.jsonl")}").ReadSplit(null);
        var predicted = PredictionReader.Read(folder.PathOf("x.jsonl"), gold.Posts).ToList();
        var annotations = AnnotationJsonReader.ReadFile(folder.PathOf("x.jsonl")).ToList();
        Assert.Equal(lines.Count, predicted.Count);
        Assert.Equal(lines.Count, annotations.Count);
        var faults = predicted.Concat(annotations).Select(l => l.Fault).OfType<string>();
        foreach (var message in gold.Faults.Select(f => f.Message).Concat(faults))
        {
            Assert.DoesNotContain(Foreign, f => message.Contains(f, StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotContain('\n', message);
        }
    }

    [Fact]
    public void Converter_AnyValueInAnyPlace_ThrowsNothingButJsonException()
    {
        foreach (var line in Changed())
        {
            try
            {
                JsonSerializer.Deserialize(line, AnnotationJson.TypeInfo);
            }
            catch (JsonException)
            {
                // What it should be.
            }
        }
    }

    // Every value but the root in turn: another one in its place, nothing, and the same twice.
    private static IEnumerable<string> Changed()
    {
        var paths = Paths(JsonNode.Parse(Whole)!).ToList();
        foreach (var path in paths)
        {
            foreach (var value in Values)
            {
                yield return Set(path, value);
            }

            yield return Set(path, null);
            yield return Set(path, "DOUBLE");
        }
    }

    private static string Set(IReadOnlyList<object> path, string? value)
    {
        const string Mark = "MARK";
        var root = JsonNode.Parse(Whole)!;
        var parent = path.SkipLast(1).Aggregate(root, (node, step) => step is string name ? node[name]! : node[(int)step]!);
        if (value is null)
        {
            if (path[^1] is string removed)
            {
                parent.AsObject().Remove(removed);
            }
            else
            {
                parent.AsArray().RemoveAt((int)path[^1]);
            }

            return root.ToJsonString();
        }

        string old;
        if (path[^1] is string field)
        {
            old = parent[field]!.ToJsonString();
            parent[field] = Mark;
        }
        else
        {
            old = parent[(int)path[^1]]!.ToJsonString();
            parent[(int)path[^1]] = Mark;
        }

        var twice = path[^1] is string same ? $"{old},\"{same}\":{old}" : $"{old},{old}";
        return root.ToJsonString().Replace($"\"{Mark}\"", value == "DOUBLE" ? twice : value, StringComparison.Ordinal);
    }

    private static IEnumerable<IReadOnlyList<object>> Paths(JsonNode node)
    {
        IEnumerable<(object Step, JsonNode? Child)> children = node switch
        {
            JsonObject o => o.Select(f => ((object)f.Key, f.Value)),
            JsonArray a => a.Select((v, i) => ((object)i, v)),
            _ => [],
        };
        foreach (var (step, child) in children.ToList())
        {
            yield return [step];
            foreach (var below in Paths(child!))
            {
                yield return [step, .. below];
            }
        }
    }
}
