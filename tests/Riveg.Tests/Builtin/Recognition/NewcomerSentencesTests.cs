using System.Text;
using Riveg.Posts;
using Riveg.TestKit;

namespace Riveg.Tests.Builtin.Recognition;

/// <summary>How the shipped recogniser reads what newcomers type: <c>newcomer-sentences.txt</c>.</summary>
public sealed class NewcomerSentencesTests
{
    // MNER F1 over all sentences, and the share of sentences of each kind without a fault. Floors, a little below what is measured
    // (docs/benchmarks.md has the figures).
    private const double FloorOfAll = 0.70;

    [Fact]
    public async Task Recognize_SentencesOfNewcomers_FindsTheNames()
    {
        var sentences = Read().ToList();
        int right = 0, expected = 0, found = 0;
        var log = TestContext.Current.TestOutputHelper;
        using var pipeline = RivegPipeline.CreateBuilder().Build();
        foreach (var kind in sentences.GroupBy(s => s.Kind))
        {
            var whole = 0;
            foreach (var (_, text, names) in kind)
            {
                var result = await pipeline.AnnotateAsync(
                    new Post { Id = text, Text = text }, TestContext.Current.CancellationToken);
                var mentions = result.Entities.Select(e => (e.Mention.Span, e.Mention.Type)).ToHashSet();
                right += names.Count(mentions.Contains);
                expected += names.Count;
                found += mentions.Count;
                whole += mentions.SetEquals(names) ? 1 : 0;
                if (!mentions.SetEquals(names))
                {
                    log?.WriteLine($"{text}  ->  {string.Join(", ", mentions.Select(m => $"{m.Span.Of(text)} {m.Type.Name}"))}");
                }
            }

            log?.WriteLine($"{kind.Key}: {whole} of {kind.Count()} sentences");
        }

        var f1 = 2.0 * right / (expected + found);
        log?.WriteLine($"F1 {f1:F4}: {right} right of {expected}, {found} found");
        Assert.InRange(f1, FloorOfAll, 1);
    }

    private static IEnumerable<(string Kind, string Text, HashSet<(TextSpan Span, EntityType Type)> Names)> Read()
    {
        var kind = string.Empty;
        var path = Path.Combine(
            SharedFolder.RepositoryRoot, "tests", "Riveg.Tests", "Builtin", "Recognition", "newcomer-sentences.txt");
        foreach (var line in File.ReadLines(path))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                kind = line[3..];
            }
            else if (line.Length > 0 && kind.Length > 0)
            {
                var (text, names) = Parse(line);
                yield return (kind, text, names);
            }
        }
    }

    /// <summary><c>{Anna|PER} in {Rome|LOC}</c>: a text, and its names.</summary>
    private static (string Text, HashSet<(TextSpan Span, EntityType Type)> Names) Parse(string line)
    {
        var text = new StringBuilder();
        var names = new HashSet<(TextSpan, EntityType)>();
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] != '{')
            {
                text.Append(line[i]);
                continue;
            }

            var bar = line.IndexOf('|', i);
            var end = line.IndexOf('}', bar);
            var name = line[(i + 1)..bar];
            names.Add((new TextSpan(text.Length, text.Length + name.Length), EntityType.Parse(line[(bar + 1)..end])));
            text.Append(name);
            i = end;
        }

        return (text.ToString(), names);
    }
}
