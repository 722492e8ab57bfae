using System.CommandLine;
using Riveg.Cli.Output;
using Riveg.Cli.Usage;
using Riveg.Formats;

namespace Riveg.Cli.Commands;

/// <summary>What <c>riveg annotate</c> was asked to do: checked, with nothing opened yet.</summary>
internal sealed record AnnotateRequest
{
    private const string StandardOutput = "-";

    // Far above any path.
    private const int LongestPath = 4096;

    private static readonly string[] FileEndings =
    [
        ".jsonl", ".ndjson", ".json", ".gz", ".csv", ".tsv", ".txt", ".xml", ".parquet",
        ".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".heic", ".avif",
    ];

    private static readonly string[] PathBeginnings = ["./", "../", "~/", "/"];

    /// <summary>The one post's text; null where many posts are read.</summary>
    public string? Text { get; private init; }

    /// <summary>The one post's picture.</summary>
    public string? Image { get; private init; }

    /// <summary>Where the one post's picture goes with what was found drawn onto it.</summary>
    public string? Overlay { get; private init; }

    /// <summary>The file of posts, or <c>-</c>; null for one text or a data set.</summary>
    public string? PostsPath { get; private init; }

    /// <summary>Folders of the posts' pictures.</summary>
    public IReadOnlyList<string> Images { get; private init; } = [];

    /// <summary>The data set; null for one text or a file of posts.</summary>
    public DatasetRequest? Dataset { get; private init; }

    /// <summary>Whether the data set's own mentions are taken.</summary>
    public bool GoldMentions { get; private init; }

    /// <summary>The file of annotations; null for standard output.</summary>
    public string? Output { get; private init; }

    /// <summary>What becomes of <see cref="Output"/> where it is there already.</summary>
    public ExistingOutput Existing { get; private init; }

    /// <summary>In which form annotations are written.</summary>
    public AnnotationForm Form { get; private init; } = AnnotationForm.Table;

    /// <summary>What offsets count, in the tokens of the input too.</summary>
    public OffsetUnit Offsets { get; private init; }

    /// <summary>Whether <see cref="Offsets"/> was asked for.</summary>
    public bool AsksForOffsets { get; private init; }

    /// <summary>Names with a smaller score are dropped; null where the profile decides.</summary>
    public double? MinScore { get; private init; }

    /// <summary>Whether the JSON says what was seen in the picture.</summary>
    public bool Observations { get; private init; }

    /// <summary>Whether the JSON says which places were weighed for each name.</summary>
    public bool Candidates { get; private init; }

    /// <summary>Whether models that are missing are fetched first.</summary>
    public bool Pull { get; private init; }

    /// <summary>What serves the stages.</summary>
    public required ProfileRequest Profile { get; init; }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="UsageException">Names every fault.</exception>
    public static AnnotateRequest From(AnnotateCommand options, ParseResult parsed, bool verbose)
    {
        var given = parsed.GetValue(options.Input);
        var isDataset = parsed.IsGiven(options.Dataset.Dataset);
        if (given is null != isDataset)
        {
            throw new UsageException("Give either a text, a file of posts, or --dataset.");
        }

        var posts = given is not null && IsPosts(given) ? given : null;
        var text = posts is null ? given : null;
        CommandLine.Refuse([.. FindFaults(options, parsed, text, posts)]);
        var request = new AnnotateRequest
        {
            Text = text,
            Image = parsed.PathOf(options.Image),
            Overlay = parsed.PathOf(options.Overlay),
            PostsPath = posts,
            Images = parsed.GetValue(options.Dataset.Images) ?? [],
            Dataset = DatasetRequest.From(options.Dataset, parsed),
            GoldMentions = parsed.GetValue(options.GoldMentions),
            Output = parsed.PathOf(options.Output) is { } path && path != StandardOutput ? path : null,
            Existing = parsed.GetValue(options.Resume)
                ? ExistingOutput.Resume
                : parsed.GetValue(options.Force) ? ExistingOutput.Replace : ExistingOutput.Refuse,
            Form = FormOf(options, parsed),
            Offsets = parsed.GetValue(options.Offsets),
            AsksForOffsets = parsed.IsGiven(options.Offsets),
            MinScore = parsed.IsGiven(options.MinScore) ? parsed.GetValue(options.MinScore) : null,
            Observations = !parsed.GetValue(options.NoObservations),
            Candidates = parsed.GetValue(options.Candidates),
            Pull = parsed.GetValue(options.Pull),
            Profile = options.Profile.Read(parsed, verbose),
        };
        request.RefuseInputs();
        return request;
    }

    private static IEnumerable<string> FindFaults(AnnotateCommand options, ParseResult parsed, string? text, string? posts)
    {
        if (posts is not null && posts != "-" && OutputFile.IsPicture(HomePath.Expand(posts)))
        {
            yield return $"{posts} is a picture; give the text of its post, and the picture with --image";
        }

        if (text is null)
        {
            foreach (var fault in parsed.Unused(
                "the text of one post; pictures of many come from their \"image\" or from --images", options.Image, options.Overlay))
            {
                yield return fault;
            }

            if (parsed.IsGiven(options.Format) && FormOf(options, parsed) == AnnotationForm.Table)
            {
                yield return "--format table goes with the text of one post; many are written as JSON lines";
            }
        }
        else
        {
            if (FileFault(text) is { } noText)
            {
                yield return noText;
            }

            foreach (var fault in CommandLine.ImageFaults(parsed.PathOf(options.Image)))
            {
                yield return fault;
            }

            foreach (var fault in parsed.Unused("a file of posts or --dataset", options.Dataset.Images, options.Resume))
            {
                yield return fault;
            }

            if (parsed.IsGiven(options.Overlay) && !parsed.IsGiven(options.Image))
            {
                yield return "--overlay needs a picture; give one with --image";
            }

            if (!parsed.IsGiven(options.Output) && FormOf(options, parsed) == AnnotationForm.Table)
            {
                foreach (var fault in parsed.Unused("JSON: --format json, or -o", options.NoObservations, options.Candidates))
                {
                    yield return fault;
                }
            }

            if (parsed.IsGiven(options.Output) && parsed.IsGiven(options.Format) && FormOf(options, parsed) == AnnotationForm.Table)
            {
                yield return "--format table goes without -o, which writes JSON";
            }
        }

        foreach (var fault in WholeFaults(options, parsed, text))
        {
            yield return fault;
        }

        if (text is not null || posts is not null)
        {
            foreach (var fault in parsed.Unused(
                "--dataset", options.Dataset.Split, options.Dataset.Knowledge, options.Dataset.Captions, options.GoldMentions))
            {
                yield return fault;
            }
        }

        if (!parsed.IsGiven(options.Output) || parsed.GetValue(options.Output) == StandardOutput)
        {
            foreach (var fault in parsed.Unused("-o OUT.jsonl", options.Resume, options.Force))
            {
                yield return fault;
            }
        }

        if (parsed.GetValue(options.Resume) && parsed.GetValue(options.Force))
        {
            yield return "--resume keeps what is there and --force replaces it; give one of them";
        }

        if (parsed.IsGiven(options.MinScore) && parsed.GetValue(options.MinScore) is not (>= 0 and <= 1))
        {
            yield return "--min-score is a number from 0 to 1";
        }
    }

    private static AnnotationForm FormOf(AnnotateCommand options, ParseResult parsed) =>
        parsed.GetValue(options.Format) ?? AnnotationForm.Table;

    // What a form that is written whole, for another program, has no use for.
    private static IEnumerable<string> WholeFaults(AnnotateCommand options, ParseResult parsed, string? text)
    {
        if (FormOf(options, parsed).Whole is not { } whole)
        {
            yield break;
        }

        if (whole.NeedsFile && (!parsed.IsGiven(options.Output) || parsed.GetValue(options.Output) == StandardOutput))
        {
            yield return $"--format {whole} needs a file; give one with -o";
        }

        if (text is null && parsed.IsGiven(options.Resume))
        {
            yield return $"--resume goes with JSON lines; --format {whole} is written whole at the end, and 'riveg export' makes it of "
                + "them";
        }

        foreach (var fault in parsed.Unused("--format json or jsonl", options.NoObservations, options.Candidates))
        {
            yield return fault;
        }
    }

    private static bool IsPosts(string given) =>
        given == "-" || File.Exists(HomePath.Expand(given)) || given.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase);

    // A text that was meant as a file or a folder; null for a proper one.
    private static string? FileFault(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal) || text.Length > LongestPath)
        {
            return null;
        }

        if (Directory.Exists(HomePath.Expand(text)))
        {
            return $"{text} is a folder; give a text of several words in quotes, or a file of posts (--images names folders of pictures)";
        }

        return NamesAFile(text)
            ? $"there is no file {text}; give a file of posts that is there, or a text of several words in quotes"
            : null;
    }

    // One word that is a path, or has the ending of a file of data or of a picture.
    private static bool NamesAFile(string text) =>
        !text.Any(char.IsWhiteSpace)
            && text[0] is not ('@' or '#')
            && !text.Contains("://", StringComparison.Ordinal)
            && (FileEndings.Contains(Path.GetExtension(text).ToLowerInvariant())
                || PathBeginnings.Any(b => text.StartsWith(b, StringComparison.Ordinal)));

    /// <summary>Refuses outputs that are read.</summary>
    /// <param name="further">What the profile reads, once that is known.</param>
    /// <exception cref="UsageException">An output is an input.</exception>
    public void RefuseInputs(params IReadOnlyList<string> further)
    {
        string?[] outputs =
            [Output, Overlay, .. Form.Whole is { } beside ? ExportTarget.Outputs(Output, beside).Select(o => o.Path).Skip(1) : []];
        OutputFile.RefuseInputs(
            [.. Form.Whole is { } whole ? ExportTarget.Outputs(Output, whole) : [("-o", Output)], ("--overlay", Overlay)],
            [
                PostsPath is "-" ? "/dev/stdin" : PostsPath is null ? null : HomePath.Expand(PostsPath), Image, .. Profile.Inputs,
                .. further,
                .. Dataset?.InputsAmong(outputs) ?? DatasetRequest.PicturesAmong(Images, outputs),
            ]);
    }
}
