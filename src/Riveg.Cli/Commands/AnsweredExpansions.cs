using System.Text.Json;
using Riveg.Cli.Output;
using Riveg.Cli.Usage;
using Riveg.Evaluation.Datasets;
using Riveg.Posts;

namespace Riveg.Cli.Commands;

/// <summary>Which entities of a split have their expansion in a file already.</summary>
internal static class AnsweredExpansions
{
    private static ReadOnlySpan<byte> LineStart => "{\"id\":"u8;

    /// <summary>The posts with the entities that have no answer; half a line at the end, as a kill leaves it, is taken away.</summary>
    /// <exception cref="UsageException">The file holds no expansions of these posts.</exception>
    public static IReadOnlyList<GoldPost> Read(EarnedFile file, IReadOnlyList<GoldPost> posts)
    {
        var known = posts.SelectMany(p => p.Entities.Select(e => (p.Post.Id, e.Span))).ToHashSet();
        var answered = new HashSet<(string, TextSpan)>();
        file.Stream.Position = 0;
        var lines = new LineReader(file.Stream);
        long end = 0;
        var lacksItsEnd = false;
        for (var number = 1; lines.Next() is { } line; number++)
        {
            if (line.IsCutJson() && line.FitsBeginning(LineStart))
            {
                break;
            }

            if (ReadLine(line.Bytes) is not { } entity || !known.Contains(entity))
            {
                throw new UsageException(
                    $"{file.Path}:{number} is no expansion of an entity of the split; name another file, or replace it by --force.");
            }

            answered.Add(entity);
            end = line.Offset + line.Length;
            lacksItsEnd = !line.HasEnd;
        }

        file.Truncate(end);
        if (lacksItsEnd)
        {
            file.Write(stream => stream.WriteByte((byte)'\n'));
        }

        return [.. posts.Select(p => p with { Entities = [.. p.Entities.Where(e => !answered.Contains((p.Post.Id, e.Span)))] })
            .Where(p => p.Entities.Count > 0)];
    }

    private static (string Id, TextSpan Span)? ReadLine(byte[] line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            return root.TryGetProperty("expansion", out _) ? (root.GetProperty("id").GetString()!,
                new TextSpan(root.GetProperty("start").GetInt32(), root.GetProperty("end").GetInt32())) : null;
        }
        catch (Exception exception)
            when (exception is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException or FormatException)
        {
            return null;
        }
    }
}
