using System.Runtime.CompilerServices;
using System.Text.Json;
using Riveg.Evaluation.Tables;
using Riveg.Formats;

namespace Riveg.Evaluation.Datasets;

/// <summary>How a kind of data set lies on disk, and how it is read.</summary>
internal abstract class DatasetLayout
{
    /// <summary>Twitter-2015 and -2017: <c>train.txt</c>, <c>valid.txt</c>, <c>test.txt</c>.</summary>
    public static DatasetLayout TextOnly { get; } = new TextLayout(SplitFiles.Usual, TagLayout.Coarse, PictureAnnotations.None);

    /// <summary>Twitter-GMNER v1 and v2.0: <c>txt/</c> and <c>xml/</c>.</summary>
    public static DatasetLayout Grounded { get; } = new TextLayout(SplitFiles.Usual, TagLayout.Coarse, PictureAnnotations.Voc);

    /// <summary>Twitter-FMNERG: as Twitter-GMNER, with a coarse and a fine tag.</summary>
    public static DatasetLayout FineGrained { get; } = new TextLayout(SplitFiles.Usual, TagLayout.CoarseAndFine, PictureAnnotations.Voc);

    /// <summary>Twitter-SMNER: the text of Twitter-GMNER and one JSON of masks a picture.</summary>
    public static DatasetLayout Segmented { get; } = new TextLayout(SplitFiles.Usual, TagLayout.Coarse, PictureAnnotations.Masks);

    /// <summary>One's own data as Twitter-GMNER lies: splits and types of any name, with boxes or without.</summary>
    public static DatasetLayout OwnGrounded { get; } =
        new TextLayout(SplitFiles.OfAnyName, TagLayout.AnyType, PictureAnnotations.VocWhereThere);

    /// <summary>One's own annotated posts in one file, as <c>riveg annotate -o</c> writes them.</summary>
    public static DatasetLayout OwnPosts { get; } = new JsonLayout((gold, _, _) => gold);

    /// <summary>Label Studio's export as JSON.</summary>
    public static DatasetLayout LabelStudio { get; } = new JsonLayout((gold, file, faults) => new LabelStudioTasks(gold, file, faults));

    /// <summary>Hugging Face's folder of pictures: its <c>metadata.jsonl</c>.</summary>
    public static DatasetLayout ImageFolder { get; } = new JsonLayout((gold, file, faults) => new TableRows(gold, file, faults));

    /// <summary>A Parquet file with a row a post.</summary>
    public static DatasetLayout Parquet { get; } = new ParquetLayout();

    /// <summary>Whether there are several splits in a folder; otherwise a file is one split.</summary>
    public virtual bool HasSplits => true;

    /// <summary>The splits that are there.</summary>
    public abstract IReadOnlyList<string> FindSplits(string path);

    /// <summary>The file of a split; null where there is none.</summary>
    public abstract string? FindSplit(string path, string split);

    /// <summary>Reads a split's posts with their pictures.</summary>
    public abstract IReadOnlyList<GoldPost> Read(
        string path, string file, DatasetReadOptions options, List<DatasetFault> faults, CancellationToken cancellationToken);

    /// <summary>Annotations of pictures that belong to no post of any split.</summary>
    public abstract IEnumerable<DatasetFault> FindOrphans(string path, IReadOnlyCollection<GoldPost> posts);

    private sealed class TextLayout(SplitFiles splits, TagLayout tags, PictureAnnotations annotations) : DatasetLayout
    {
        public override IReadOnlyList<string> FindSplits(string path) => splits.Find(path);

        public override string? FindSplit(string path, string split) => splits.Find(path, split);

        public override IReadOnlyList<GoldPost> Read(
            string path, string file, DatasetReadOptions options, List<DatasetFault> faults, CancellationToken cancellationToken)
        {
            var blocks = ConllFile.Read(file, faults).ToList();
            var columns = TagColumns.Find(blocks, tags, file, faults);
            var posts = annotations.Attach(
                [.. blocks.Select(b => GoldPostBuilder.Build(b, columns, faults))], path, faults, cancellationToken);
            faults.AddRange(splits.FindDoubles(path, file));
            if (annotations.FindMissing(path) is { } missing)
            {
                options.Warn?.Invoke($"{file}: {missing}");
            }

            return PictureSizes.Complete(SideFiles.AttachPictures(posts, options), faults);
        }

        public override IEnumerable<DatasetFault> FindOrphans(string path, IReadOnlyCollection<GoldPost> posts) =>
            annotations.FindOrphans(path, posts);
    }

    // One file that is one split, read by the reader of annotated posts.
    private abstract class FileLayout : DatasetLayout
    {
        public sealed override bool HasSplits => false;

        public sealed override IReadOnlyList<string> FindSplits(string path) => [NameOf(path)];

        public sealed override string? FindSplit(string path, string split) => split == NameOf(path) ? path : null;

        public sealed override IReadOnlyList<GoldPost> Read(
            string path, string file, DatasetReadOptions options, List<DatasetFault> faults, CancellationToken cancellationToken)
        {
            var fields = new PostFields(options.Warn, GoldJson.Fields);
            var reader = new GoldJson(file, new AnnotatedPictures(SideFiles.ImageFolders(options), file, options.MayOpen), faults, fields);
            using var stream = File.OpenRead(file);
            var read = ReadAsync(stream, file, reader, options, faults, cancellationToken).ToBlockingEnumerable(cancellationToken);
            List<GoldPost> posts = [.. read.OfType<GoldPost>()];
            fields.Complete(file);
            if (posts.Count == 0 && faults.Count == 0)
            {
                faults.Add(new DatasetFault(DatasetFaultKind.BrokenRow, file, "there is no post in it."));
            }

            return posts;
        }

        public sealed override IEnumerable<DatasetFault> FindOrphans(string path, IReadOnlyCollection<GoldPost> posts) => [];

        protected abstract IAsyncEnumerable<GoldPost?> ReadAsync(
            Stream stream,
            string file,
            GoldJson gold,
            DatasetReadOptions options,
            List<DatasetFault> faults,
            CancellationToken cancellationToken);

        private static string NameOf(string path)
        {
            var name = Path.GetFileName(path);
            foreach (var ending in new[] { ".gz", ".jsonl", ".ndjson", ".json", ".parquet" })
            {
                name = name.Length > ending.Length && name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)
                    ? name[..^ending.Length]
                    : name;
            }

            return name;
        }
    }

    private sealed class JsonLayout(Func<GoldJson, string, List<DatasetFault>, IJsonItemParser<GoldPost?>> parser) : FileLayout
    {
        protected override IAsyncEnumerable<GoldPost?> ReadAsync(
            Stream stream,
            string file,
            GoldJson gold,
            DatasetReadOptions options,
            List<DatasetFault> faults,
            CancellationToken cancellationToken) =>
            JsonItems.ReadAsync(stream, parser(gold, file, faults), cancellationToken);
    }

    private sealed class ParquetLayout : FileLayout
    {
        protected override async IAsyncEnumerable<GoldPost?> ReadAsync(
            Stream stream,
            string file,
            GoldJson gold,
            DatasetReadOptions options,
            List<DatasetFault> faults,
            [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var parser = new TableRows(gold, file, faults);
            var passedOver = new List<string>();
            var rows = ParquetRowReader.ReadAsync(stream, passedOver.Add, cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using var end = rows.ConfigureAwait(false);
            for (var number = 1; ; number++)
            {
                try
                {
                    if (!await rows.MoveNextAsync().ConfigureAwait(false))
                    {
                        break;
                    }
                }
                catch (InvalidDataException exception)
                {
                    faults.Add(new DatasetFault(
                        DatasetFaultKind.BrokenRow, file, $"{exception.Message}; nothing is read from row {number} on."));
                    break;
                }

                using var row = JsonDocument.Parse(rows.Current);
                yield return parser.ParseElement(row.RootElement, number);
            }

            if (passedOver.Count > 0)
            {
                options.Warn?.Invoke($"{file}: columns that hold neither texts nor numbers are not read: {string.Join(", ", passedOver)}.");
            }
        }
    }
}
