using System.CommandLine;
using Riveg.Cli.Output;
using Riveg.Cli.Usage;
using Riveg.Evaluation.Datasets;
using Riveg.Formats;
using Riveg.Posts;
using Riveg.Service.Files;

namespace Riveg.Cli.Commands;

/// <summary>Which split of which data set a command reads, and the files beside it.</summary>
/// <param name="Reference">The data set.</param>
/// <param name="Split">The split; null for the only one of a file.</param>
/// <param name="Images">Folders of pictures.</param>
/// <param name="Knowledge">Files of answers.</param>
/// <param name="Captions">Files of captions.</param>
internal sealed record DatasetRequest(
    DatasetReference Reference,
    string? Split,
    IReadOnlyList<string> Images,
    IReadOnlyList<string> Knowledge,
    IReadOnlyList<string> Captions)
{
    private static readonly string[] AnnotationEndings = [".txt", ".conll", ".bio", ".xml", ".json"];

    /// <summary>What was asked; null where no data set is named.</summary>
    /// <exception cref="DatasetException">It does not exist.</exception>
    /// <exception cref="UsageException">A split is named of a file, which is one.</exception>
    public static DatasetRequest? From(DatasetOptions options, ParseResult parsed)
    {
        if (parsed.GetValue(options.Dataset) is not { } name)
        {
            return null;
        }

        var reference = DatasetReference.Parse(name);
        return new DatasetRequest(
            reference,
            SplitOf(reference, options.Split, parsed),
            parsed.GetValue(options.Images) ?? [],
            parsed.GetValue(options.Knowledge) ?? [],
            parsed.GetValue(options.Captions) ?? []);
    }

    /// <summary>The split that is named, or the usual one; null for the only one of a file.</summary>
    /// <exception cref="UsageException">A split is named of a file, which is one.</exception>
    public static string? SplitOf(DatasetReference reference, Option<string> split, ParseResult parsed)
    {
        if (!reference.HasSplits && parsed.IsGiven(split))
        {
            throw new UsageException($"{reference.Kind}:{reference.Path} is one split; leave {split.Name} out, or name another file.");
        }

        return reference.HasSplits ? parsed.GetValue(split) : null;
    }

    /// <summary>One split of each data set that is named, without other files beside it than pictures.</summary>
    /// <param name="names">Folders and files.</param>
    /// <param name="split">How the split is called in folders.</param>
    /// <param name="images">Folders of pictures.</param>
    /// <param name="parsed">The command line.</param>
    /// <exception cref="DatasetException">A data set does not exist.</exception>
    /// <exception cref="UsageException">A split is named of files alone.</exception>
    public static IReadOnlyList<DatasetRequest> SplitsOf(
        IEnumerable<string> names, Option<string> split, IReadOnlyList<string> images, ParseResult parsed)
    {
        var references = names.Select(DatasetReference.Parse).ToList();
        if (references.Count > 0 && !references.Exists(r => r.HasSplits))
        {
            SplitOf(references[0], split, parsed);
        }

        return [.. references.Select(r => new DatasetRequest(r, r.HasSplits ? parsed.GetValue(split) : null, images, [], []))];
    }

    /// <summary>
    /// The posts whose annotations no model may be shown as examples: those of a split that is to be scored. In training a post leaves out
    /// only itself; what a file is used for nobody knows.
    /// </summary>
    /// <param name="posts">The posts of the split.</param>
    public IReadOnlyList<Post> Evaluated(IReadOnlyList<GoldPost> posts) => Split == "train" ? [] : [.. posts.Select(p => p.Post)];

    /// <summary>Reads the split; its faults go to standard error, one line each.</summary>
    public Dataset Read(CancellationToken cancellationToken)
    {
        var options = new DatasetReadOptions
        {
            ImageFolders = Images,
            KnowledgeFiles = Knowledge,
            CaptionFiles = Captions,
            Warn = StandardStreams.Say
        };
        var dataset = Reference.ReadSplit(Split, options, cancellationToken);
        FaultLines.Write(dataset.Faults.Select(f => f.ToString()));
        return dataset;
    }

    /// <summary>The files that are read, as far as one of the outputs could be among them.</summary>
    public IEnumerable<string> InputsAmong(IEnumerable<string?> outputs) =>
    [
        .. Knowledge.Select(HomePath.Expand), .. Captions.Select(HomePath.Expand),
        .. AnnotationsAmong(Reference, outputs),
        .. PicturesAmong(Images, outputs),
    ];

    /// <summary>The outputs that are files of a data set; or its one file.</summary>
    public static IEnumerable<string> AnnotationsAmong(DatasetReference reference, IEnumerable<string?> outputs) =>
        !reference.HasSplits ? [reference.Path]
        : outputs.OfType<string>()
            .Where(o => IsIn(o, reference.Path) && AnnotationEndings.Contains(Path.GetExtension(o).ToLowerInvariant()));

    /// <summary>The outputs that are pictures in one of the folders.</summary>
    public static IEnumerable<string> PicturesAmong(IEnumerable<string> folders, IEnumerable<string?> outputs) =>
        outputs.OfType<string>()
            .Where(o => folders.Any(f => IsIn(o, HomePath.Expand(f))) && PictureFolders.NameOf(o) != Path.GetFileName(o));

    private static bool IsIn(string path, string folder)
    {
        var full = FileIdentity.FinalPath(path);
        var parent = FileIdentity.FinalPath(folder);
        return full.StartsWith(Path.TrimEndingDirectorySeparator(parent) + Path.DirectorySeparatorChar, FileIdentity.PathComparison);
    }
}
