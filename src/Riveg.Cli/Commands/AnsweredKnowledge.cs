using Riveg.Cli.Output;
using Riveg.Datasets;
using Riveg.Formats;

namespace Riveg.Cli.Commands;

/// <summary>What of a split has its knowledge in a file already.</summary>
internal static class AnsweredKnowledge
{
    /// <summary>The posts without an answer; half a block at the end, as a kill leaves it, is taken away.</summary>
    /// <exception cref="UsageException">The file is no knowledge of these posts.</exception>
    public static IReadOnlyList<GoldPost> Read(EarnedFile file, IReadOnlyList<GoldPost> posts)
    {
        var end = EndOfWholeBlocks(file.Stream);
        var waiting = posts.GroupBy(p => p.Post.Text).ToDictionary(g => g.Key, g => new Queue<GoldPost>(g));
        var answered = new HashSet<GoldPost>(ReferenceEqualityComparer.Instance);
        using (var copy = WholeBlocks(file.Stream, end))
        {
            var faults = new List<DatasetFault>();
            foreach (var (text, _, _) in KnowledgeFile.Read(copy.Path, faults))
            {
                answered.Add(waiting.TryGetValue(text, out var queue) && queue.TryDequeue(out var post)
                    ? post
                    : throw new UsageException($"{file.Path} holds knowledge about no post of the split (\"{VisibleText.OneLine(text)}\"); name another file, or replace it by --force."));
            }

            if (faults.Count > 0 || (answered.Count == 0 && file.Stream.Length > 0 && end > 0))
            {
                throw new UsageException($"{file.Path} is no file of knowledge; --resume goes on with what 'riveg knowledge -o' wrote.");
            }
        }

        if (end == 0 && file.Stream.Length > 0 && !StartsAsOurs(file.Stream, posts))
        {
            throw new UsageException($"{file.Path} is no file of knowledge; --resume goes on with what 'riveg knowledge -o' wrote.");
        }

        file.Truncate(end);
        return [.. posts.Where(p => !answered.Contains(p))];
    }

    // The first row is the first token of the first post that was answered.
    private static bool StartsAsOurs(Stream stream, IReadOnlyList<GoldPost> posts)
    {
        stream.Position = 0;
        var bytes = new LineReader(stream).Next()!.Bytes;
        var token = System.Text.Encoding.UTF8.GetString(bytes).Split('\t')[0];
        return posts.Any(p => p.Post.Text.StartsWith(token, StringComparison.Ordinal));
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
            var count = stream.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
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
