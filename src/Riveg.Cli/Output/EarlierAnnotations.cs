using System.Security.Cryptography;
using System.Text.Json;
using System.Text;
using Riveg.Cli.Usage;
using Riveg.Formats;
using Riveg.Pipeline;
using Riveg.Posts;
using Riveg.Service.Files;

namespace Riveg.Cli.Output;

/// <summary>A line of a file of annotations.</summary>
/// <param name="Offset">Where it begins, in bytes.</param>
/// <param name="Length">How many bytes it has, with its end.</param>
/// <param name="Succeeded">Whether its post was annotated in full.</param>
internal sealed record EarlierLine(long Offset, long Length, bool Succeeded);

/// <summary>What an earlier run left in its file: read and checked without changing a byte.</summary>
internal sealed class EarlierAnnotations
{
    private static readonly byte[] LineStart = "{\"id\":\""u8.ToArray();

    private readonly string path;
    private readonly Dictionary<string, List<Entry>> byId = new(StringComparer.Ordinal);
    private readonly HashSet<(string Id, string Text)> found = [];
    private long wholeLength;
    private bool endsWithoutLineEnd;
    private int left;
    private int unreadable;

    private EarlierAnnotations(string path) => this.path = path;

    /// <summary>Whether every line has found its post.</summary>
    public bool AllFound => left == 0;

    /// <summary>Reads a file.</summary>
    /// <param name="file">The file; its position moves, its content does not.</param>
    /// <param name="offsets">What this run's offsets count.</param>
    /// <param name="origin">What this run's provenance says.</param>
    /// <exception cref="UsageException">The file is no file of annotations, or those of another run.</exception>
    public static EarlierAnnotations Read(EarnedFile file, OffsetUnit offsets, Provenance origin)
    {
        var earlier = new EarlierAnnotations(file.Path);
        file.Stream.Position = 0;
        var lines = new LineReader(file.Stream);
        for (var number = 1; lines.Next() is { } line; number++)
        {
            if (!line.IsCutJson())
            {
                earlier.Add(earlier.Parse(line.Bytes, number), line, number, offsets, origin);
                earlier.wholeLength = line.Offset + line.Length;
                earlier.endsWithoutLineEnd = !line.HasEnd;
            }
            else if (!line.FitsBeginning(LineStart))
            {
                throw new UsageException($"{file.Path}:{number} is no annotation; --resume goes on with what 'riveg annotate -o' wrote.");
            }
        }

        return earlier;
    }

    /// <summary>The line of a post: a complete one if there is one; null where the post has not been asked yet.</summary>
    /// <exception cref="UsageException">The lines belong to another input.</exception>
    public EarlierLine? Find(Post post)
    {
        var same = byId.GetValueOrDefault(post.Id)?.Where(e => e.IsAbout(post)).ToList() ?? [];
        if (same.Count == 0)
        {
            if (!found.Contains((post.Id, post.Text)) && --unreadable < 0)
            {
                throw Foreign(post);
            }

            return null;
        }

        var taken = same.FirstOrDefault(e => e.Line.Succeeded) ?? same[0];
        Take(post.Id, taken);

        // Each run that was killed while it asked again may have left one more failed line.
        foreach (var superseded in same.Where(e => e != taken && !e.Line.Succeeded))
        {
            Take(post.Id, superseded);
        }

        found.Add((post.Id, post.Text));
        return taken.Line;
    }

    /// <summary>Refuses lines that are about no post of the input.</summary>
    /// <exception cref="UsageException">There is such a line.</exception>
    public void RefuseUnfound()
    {
        if (First() is { } entry)
        {
            throw found.Contains((entry.Id, entry.Text))
                ? new UsageException($"{path}:{entry.Number} is a second annotation of the post {entry.Id}; take one of the two lines out.")
                : new UsageException(
                    $"{path}:{entry.Number} is about the post {entry.Id}, which the input has not; the file belongs to another run. "
                    + "Name another file, or replace it by --force.");
        }
    }

    /// <summary>Takes away what a kill left of a line, and ends a whole line that lacks its end.</summary>
    public void DropTornLine(EarnedFile file)
    {
        file.Truncate(wholeLength);
        if (endsWithoutLineEnd)
        {
            file.Write(stream => stream.WriteByte((byte)'\n'));
        }
    }

    private AnnotationLine Parse(byte[] bytes, int number)
    {
        using var reader = new StringReader(Encoding.UTF8.GetString(bytes));
        var line = AnnotationJsonReader.ReadLines(reader, path).FirstOrDefault();
        using var document = line?.Result is null ? null : JsonDocument.Parse(bytes);
        return document is not null
            && document.RootElement.TryGetProperty("offsets", out _)
            && document.RootElement.TryGetProperty("entities", out _)
            ? line!
            : throw new UsageException($"{path}:{number} is no annotation; --resume goes on with what 'riveg annotate -o' wrote.");
    }

    private void Add(AnnotationLine annotation, LineReader.Line line, int number, OffsetUnit offsets, Provenance origin)
    {
        var result = annotation.Result!;
        if (annotation.Offsets != offsets)
        {
            throw Other(number, $"its offsets are {Name(annotation.Offsets)}, this run's are {Name(offsets)}");
        }

        if (result.Provenance is { } provenance && FindDifference(provenance, origin) is { } difference)
        {
            throw Other(number, difference);
        }

        // A post that could not be read may have been mended, or left out, as its message asks: its line stands for no post.
        if (result.Error is { Stage: "input" })
        {
            unreadable++;
            return;
        }

        // A line end that a kill took away is put back when the file is gone on with.
        var entry = new Entry(
            number,
            result,
            AnnotationOutput.FolderOf(path),
            new EarlierLine(line.Offset, line.HasEnd ? line.Length : line.Length + 1, result.Succeeded));
        (byId.TryGetValue(result.PostId, out var entries) ? entries : byId[result.PostId] = []).Add(entry);
        left++;
    }

    private void Take(string id, Entry entry)
    {
        byId[id].Remove(entry);
        left--;
    }

    private Entry? First() => byId.Values.SelectMany(e => e).MinBy(e => e.Number);

    private UsageException Foreign(Post post)
    {
        if (byId.GetValueOrDefault(post.Id)?.FirstOrDefault() is { } sameId)
        {
            return Other(sameId.Number, $"the post {post.Id} had another {sameId.WhatDiffers(post)}");
        }

        var entry = First()!;
        return new UsageException(
            $"{path}:{entry.Number} is about the post {entry.Id}, but the input has {post.Id} there; the file belongs to another run. "
            + "Name another file, or replace it by --force.");
    }

    private UsageException Other(int number, string difference) =>
        new($"{path}:{number} was made by another run: {difference}. Name another file, or replace it by --force.");

    private static string Name(OffsetUnit offsets) => offsets == OffsetUnit.Utf16 ? "utf-16" : "code-points";

    private static string With(bool given) => given ? "with" : "without";

    private static string? FindDifference(Provenance was, Provenance now)
    {
        if (was.Profile != now.Profile)
        {
            return $"its profile is {was.Profile}, this run's is {now.Profile}";
        }

        if (was.Version != now.Version)
        {
            return $"it is of Riveg {was.Version}, this is {now.Version}";
        }

        if (was.Decision != now.Decision)
        {
            return $"its decision is {was.Decision ?? "not told"}, this run's is {now.Decision}";
        }

        if (was.MinScore != now.MinScore)
        {
            return FormattableString.Invariant($"its --min-score is {was.MinScore}, this run's is {now.MinScore}");
        }

        if (was.HasCandidates != now.HasCandidates)
        {
            return $"it was made {With(was.HasCandidates)} --candidates, this run is {With(now.HasCandidates)}";
        }

        if (was.HasObservations != now.HasObservations)
        {
            return $"it was made {With(!was.HasObservations)} --no-observations, this run is {With(!now.HasObservations)}";
        }

        // What was not there has answered nothing: posts without a picture are the same with and without it.
        return StageSlots.All
            .Where(s => !IsMissing(was, s) && !IsMissing(now, s))
            .Select(s => StageDifference.Find(s.Name, was.Stages.GetValueOrDefault(s.Name), now.Stages.GetValueOrDefault(s.Name)))
            .OfType<string>()
            .FirstOrDefault();
    }

    private static bool IsMissing(Provenance origin, StageSlot slot) =>
        origin.Stages.TryGetValue(slot.Name, out var info) && MissingStage.IsIn(info);

    /// <summary>A line, with what tells which post it is about.</summary>
    private sealed class Entry(int number, AnnotationResult result, string? folder, EarlierLine line)
    {
        private readonly string? image = result.Image?.Path;
        private readonly string? file = FileOf(result.Image, folder);
        private readonly bool unseen = result.Image?.Unseen ?? false;
        private readonly string? knowledge = Digest(result.Provenance?.AuxiliaryKnowledge);
        private readonly string? captions = Digest(result.Provenance?.Captions);
        private readonly bool knowsItsInput = result.Provenance is not null;
        private readonly bool mayAskKnowledge = result.Provenance?.Stages.ContainsKey("knowledge") ?? true;
        private readonly bool mayAskCaptions = result.Provenance?.Stages.ContainsKey("captions") ?? true;

        public int Number => number;

        public string Id { get; } = result.PostId;

        public string Text { get; } = result.Text;

        public EarlierLine Line => line;

        public bool IsAbout(Post post) => WhatDiffers(post) is null;

        public string? WhatDiffers(Post post)
        {
            if (post.Text != Text)
            {
                return "text";
            }

            // What failed is asked again, with whatever picture or knowledge the post has by now.
            if (!line.Succeeded)
            {
                return null;
            }

            if (post.Image?.Name != image || (post.Image?.IsUnseen ?? false) != unseen || IsOtherFile(post.Image?.FilePath))
            {
                return "picture";
            }

            // What a stage was asked for is not the post's own.
            if (knowsItsInput && Digest(post.AuxiliaryKnowledge) != knowledge && (post.AuxiliaryKnowledge is not null || !mayAskKnowledge))
            {
                return "knowledge";
            }

            return knowsItsInput && Digest(post.Captions) != captions && (post.Captions.Count > 0 || !mayAskCaptions) ? "caption" : null;
        }

        // Pictures may have been moved since; another one that is there beside the old one is another picture.
        private bool IsOtherFile(string? now) => file is not null && now is not null
            && FileIdentity.Of(file) is { } before && FileIdentity.Of(now) is { } after && before != after;

        private static string? FileOf(AnnotatedImage? image, string? folder) =>
            image is { Unseen: false, Fault: null } && folder is not null && (image.File ?? image.Path) is var path
            && !path.Contains('\0', StringComparison.Ordinal)
                ? Path.GetFullPath(path, folder)
                : null;

        private static string? Digest(IReadOnlyList<string>? texts) =>
            texts is null || texts.Count == 0 ? null : Digest(string.Join('\n', texts));

        private static string? Digest(string? text) =>
            text is null ? null : Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
    }
}
