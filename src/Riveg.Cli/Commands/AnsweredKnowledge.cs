using Riveg.Cli.Output;
using Riveg.Cli.Usage;
using Riveg.Evaluation.Datasets;

namespace Riveg.Cli.Commands;

/// <summary>What of a split has its knowledge in a file already.</summary>
internal static class AnsweredKnowledge
{
    /// <summary>The posts without an answer; half a block at the end, as a kill leaves it, is taken away.</summary>
    /// <exception cref="UsageException">The file is no knowledge of these posts.</exception>
    public static IReadOnlyList<GoldPost> Read(EarnedFile file, IReadOnlyList<GoldPost> posts)
    {
        var end = EndOfWholeBlocks(file.Stream);
        var waiting = posts.GroupBy(p => p.TokenText).ToDictionary(g => g.Key, g => new Queue<GoldPost>(g));
        var answered = new HashSet<GoldPost>(ReferenceEqualityComparer.Instance);
        using (var copy = WholeBlocks(file.Stream, end))
        {
            var faults = new List<DatasetFault>();
            foreach (var (text, _, _) in KnowledgeFile.Read(copy.Path, faults))
            {
                answered.Add(waiting.TryGetValue(text, out var queue) && queue.TryDequeue(out var post)
                    ? post
                    : throw new UsageException(
                        $"{file.Path} holds knowledge about no post of the split (\"{VisibleText.OneLine(text)}\"); name another file, "
                        + "or replace it by --force."));
            }

            if (faults.Count > 0 || (answered.Count == 0 && file.Stream.Length > 0 && end > 0))
            {
                throw new UsageException($"{file.Path} is no file of knowledge; --resume goes on with what 'riveg knowledge -o' wrote.");
            }
        }

        if (!IsTornBlock(file.Stream, end, [.. waiting.Values.SelectMany(q => q)]))
        {
            throw new UsageException($"{file.Path} is no file of knowledge; --resume goes on with what 'riveg knowledge -o' wrote.");
        }

        file.Truncate(end);
        return [.. posts.Where(p => !answered.Contains(p))];
    }

    // What a kill leaves of a block: rows of one of the posts that wait, then rows of its answer, the last one cut anywhere.
    private static bool IsTornBlock(Stream stream, long start, IReadOnlyList<GoldPost> waiting)
    {
        stream.Position = start;
        var lines = new LineReader(stream);
        var tokens = new List<string>();
        var inAnswer = false;
        while (lines.Next() is { } line)
        {
            var row = System.Text.Encoding.UTF8.GetString(line.Bytes);
            var cells = row.Split('\t');
            if (!line.HasEnd)
            {
                return inAnswer
                    || waiting.Any(p => Rest(p, tokens) is { } rest && (rest.StartsWith(cells[0], StringComparison.Ordinal)
                        || (rest.Length == 0 && "<EOS>".StartsWith(cells[0], StringComparison.Ordinal))));
            }

            if (cells.Length != 2 || (inAnswer && cells[1] != "X"))
            {
                return false;
            }

            if (!inAnswer && cells[0] == "<EOS>")
            {
                inAnswer = waiting.Any(p => Rest(p, tokens) is "");
                if (!inAnswer)
                {
                    return false;
                }
            }
            else if (!inAnswer)
            {
                tokens.Add(cells[0]);
            }
        }

        return tokens.Count == 0 || waiting.Any(p => Rest(p, tokens) is not null);
    }

    // What follows some tokens in a post's text; null where it does not begin with them.
    private static string? Rest(GoldPost post, List<string> tokens)
    {
        var text = post.TokenText;
        var beginning = string.Join(' ', tokens);
        return text == beginning
            ? string.Empty
            : beginning.Length == 0
                ? text
                : text.StartsWith(beginning + " ", StringComparison.Ordinal) ? text[(beginning.Length + 1)..] : null;
    }

    private static long EndOfWholeBlocks(Stream stream)
    {
        stream.Position = 0;
        var lines = new LineReader(stream);
        long end = 0;
        while (lines.Next() is { } line)
        {
            if (line is { HasEnd: true, Bytes.Length: 0 })
            {
                end = line.Offset + line.Length;
            }
        }

        return end;
    }

    private static TemporaryCopy WholeBlocks(Stream stream, long end)
    {
        var copy = new TemporaryCopy();
        using var target = System.IO.File.Create(copy.Path);
        stream.Position = 0;
        var buffer = new byte[64 * 1024];
        for (var left = end; left > 0;)
        {
            var count = (int)Math.Min(left, buffer.Length);
            stream.ReadExactly(buffer, 0, count);
            target.Write(buffer, 0, count);
            left -= count;
        }

        return copy;
    }

    private sealed class TemporaryCopy : IDisposable
    {
        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => System.IO.File.Delete(Path);
    }
}
