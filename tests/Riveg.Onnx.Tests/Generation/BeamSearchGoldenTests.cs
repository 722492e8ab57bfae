using System.Text.Json;
using Riveg.Networks.Checkpoints;
using Riveg.Onnx.Generation;
using Riveg.TestKit;

namespace Riveg.Onnx.Tests.Generation;

/// <summary>The search finds what OFA's SequenceGenerator finds, in each recorded case.</summary>
public sealed class BeamSearchGoldenTests
{
    private const float Tolerance = 1e-5f;

    private static readonly SpecialTokens Special = new(Start: 0, Padding: 1, End: 2, Unknown: 3);

    [SharedFact]
    public void Run_GoldenCases_EqualTheReference()
    {
        using var golden = JsonDocument.Parse(File.ReadAllText(SharedFolder.Resolve("golden", "beam", "beam.json")));
        var cases = golden.RootElement.GetProperty("cases");
        Assert.Equal(50, cases.GetArrayLength());
        var faults = new List<string>();
        foreach (var item in cases.EnumerateArray())
        {
            var name = item.GetProperty("name").GetString()!;
            using var model = Model();
            if (item.GetProperty("hyps").ValueKind == JsonValueKind.String)
            {
                Assert.Equal("b5_trie_too_many_beams", name);
                var e = Assert.Throws<InvalidOperationException>(() => Search(item).Run(model, 3));
                Assert.Equal(
                    "The search found 4 sequences for query 0 and was asked for 5: "
                    + "fewer are allowed than there are beams; ask for fewer beams.",
                    e.Message);
                continue;
            }

            Compare(name, item.GetProperty("hyps"), Search(item).Run(model, 3, Prefixes(item)), faults);
        }

        Assert.Equal([], faults);
    }

    [SharedFact]
    public void Run_QueryAlone_EqualsTheBatch()
    {
        using var golden = JsonDocument.Parse(File.ReadAllText(SharedFolder.Resolve("golden", "beam", "beam.json")));
        var faults = new List<string>();
        var cases = golden.RootElement.GetProperty("cases").EnumerateArray();
        foreach (var item in cases.Where(c => c.GetProperty("hyps").ValueKind == JsonValueKind.Array))
        {
            for (var query = 0; query < 3; query++)
            {
                using var model = Model(query);
                var found = Search(item).Run(model, 1, Prefixes(item) is { } prefixes ? [prefixes[query]] : null);
                Compare(
                    $"{item.GetProperty("name")} {query}",
                    JsonSerializer.SerializeToElement(new[] { item.GetProperty("hyps")[query] }),
                    found,
                    faults);
            }
        }

        Assert.Equal([], faults);
    }

    [SharedFact]
    public void Run_FinishedQueries_LeaveTheBatch()
    {
        using var model = Model();
        new BeamSearch(new GenerationOptions { BeamSize = 1, MaximumLength = 10 }, Special).Run(model, 3);

        // Their sequences have 9, 3 and 11 tokens.
        Assert.Equal([3, 3, 3, 2, 2, 2, 2, 2, 2, 1, 1], model.Rows);
    }

    [SharedFact]
    public void Run_FirstStep_AsksOncePerQuery()
    {
        using var model = Model();
        new BeamSearch(new GenerationOptions { BeamSize = 5, MinimumLength = 4, MaximumLength = 4 }, Special).Run(model, 3);

        Assert.Equal([3, 15, 15, 15, 15], model.Rows);
    }

    private static void Compare(
        string name, JsonElement expected, IReadOnlyList<IReadOnlyList<Hypothesis>> found, List<string> faults)
    {
        Assert.Equal(expected.GetArrayLength(), found.Count);
        foreach (var (wanted, got) in expected.EnumerateArray().Zip(found))
        {
            var wantedTokens = wanted.EnumerateArray().Select(h => string.Join(' ', h.GetProperty("tokens").EnumerateArray()));
            var gotTokens = got.Select(h => string.Join(' ', h.Tokens));
            if (!wantedTokens.SequenceEqual(gotTokens))
            {
                faults.Add($"{name}: {string.Join(" | ", wantedTokens)} became {string.Join(" | ", gotTokens)}");
                continue;
            }

            foreach (var (one, other) in wanted.EnumerateArray().Zip(got))
            {
                Assert.Equal(one.GetProperty("score").GetSingle(), other.Score, Tolerance);
                foreach (var (score, otherScore) in one.GetProperty("pos").EnumerateArray().Zip(other.TokenScores))
                {
                    Assert.Equal(score.GetSingle(), otherScore, Tolerance);
                }
            }
        }
    }

    private static BeamSearch Search(JsonElement item)
    {
        var arguments = item.GetProperty("args");
        var options = new GenerationOptions
        {
            BeamSize = arguments.GetProperty("beam_size").GetInt32(),
            MinimumLength = arguments.GetProperty("min_len").GetInt32(),
            MaximumLength = arguments.GetProperty("max_len_b").GetInt32(),
            NoRepeatNgram = (int)Number(arguments, "no_repeat_ngram_size", 0),
            LengthPenalty = Number(arguments, "len_penalty", 1),
            Temperature = Number(arguments, "temperature", 1),
            UnknownPenalty = Number(arguments, "unk_penalty", 0),
            IsNormalized = !arguments.TryGetProperty("normalize_scores", out var normalized) || normalized.GetBoolean(),
            Constraint = Constraint(item, arguments.TryGetProperty("zero_shot", out var zeroShot) && zeroShot.GetBoolean()),
        };
        return new BeamSearch(options, Special);
    }

    private static TokenConstraint? Constraint(JsonElement item, bool zeroShot)
    {
        if (item.GetProperty("constraint_range").GetString() is { } range)
        {
            var ends = range.Split(',');
            return TokenRange.AsPublished(int.Parse(ends[0]), int.Parse(ends[1]), zeroShot);
        }

        return item.GetProperty("trie_words") is { ValueKind: JsonValueKind.Array } words
            ? new TokenTrie(Lists(words), Special) { KeepsProbabilities = zeroShot }
            : null;
    }

    private static IReadOnlyList<IReadOnlyList<int>>? Prefixes(JsonElement item) =>
        item.GetProperty("prefix_tokens") is { ValueKind: JsonValueKind.Array } prefixes
            ? [.. Lists(prefixes).Select(p => p.Where(t => t != Special.Padding).ToArray())]
            : null;

    private static IEnumerable<int[]> Lists(JsonElement lists) =>
        lists.EnumerateArray().Select(l => l.EnumerateArray().Select(t => t.GetInt32()).ToArray());

    private static double Number(JsonElement arguments, string name, double otherwise) =>
        arguments.TryGetProperty(name, out var value) ? value.GetDouble() : otherwise;

    private static TableModel Model(int? only = null)
    {
        using var table = Checkpoint.Open(SharedFolder.Resolve("golden", "beam", "table.safetensors"));
        int[]? queries = only is { } query ? [query] : null;
        return new TableModel(table.Tensors[0].ReadSingles(), queries: 3, steps: 14, vocabularySize: 16, queries);
    }
}
