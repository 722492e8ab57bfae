namespace Riveg.Evaluation.Datasets;

/// <summary>How the files of a kind of data set lie in its folder.</summary>
internal abstract class DatasetLayout
{
    // Both names are used for the same split: "valid" in Twitter-2015/2017, "dev" in Twitter-GMNER.
    private static readonly string[][] SplitNames = [["train"], ["dev", "valid"], ["test"]];

    /// <summary>Twitter-2015 and -2017: <c>train.txt</c>, <c>valid.txt</c>, <c>test.txt</c>.</summary>
    public static DatasetLayout TextOnly { get; } = new TextLayout(TagLayout.Coarse, PictureAnnotations.None);

    /// <summary>Twitter-GMNER v1 and v2.0: <c>txt/</c> and <c>xml/</c>.</summary>
    public static DatasetLayout Grounded { get; } = new TextLayout(TagLayout.Coarse, PictureAnnotations.Voc);

    /// <summary>Twitter-FMNERG: as Twitter-GMNER, with a coarse and a fine tag.</summary>
    public static DatasetLayout FineGrained { get; } = new TextLayout(TagLayout.CoarseAndFine, PictureAnnotations.Voc);

    /// <summary>Twitter-SMNER: the text of Twitter-GMNER and one JSON of masks a picture.</summary>
    public static DatasetLayout Segmented { get; } = new TextLayout(TagLayout.Coarse, PictureAnnotations.Masks);

    /// <summary>The splits that are there.</summary>
    public IReadOnlyList<string> FindSplits(string folder) => [.. SplitNames.SelectMany(n => n).Where(n => File.Exists(PathOf(folder, n)))];

    /// <summary>The file of a split; null where there is none.</summary>
    public string? FindSplit(string folder, string split)
    {
        var names = Array.Find(SplitNames, n => n.Contains(split, StringComparer.Ordinal)) ?? [split];
        return names.OrderBy(n => n != split).Select(n => PathOf(folder, n)).FirstOrDefault(File.Exists);
    }

    /// <summary>Reads a split.</summary>
    public abstract IReadOnlyList<GoldPost> Read(string folder, string file, List<DatasetFault> faults, CancellationToken cancellationToken);

    /// <summary>Annotations of pictures that belong to no post of any split.</summary>
    public abstract IEnumerable<DatasetFault> FindOrphans(string folder, IReadOnlyCollection<GoldPost> posts);

    private static string PathOf(string folder, string split)
    {
        var inText = Path.Combine(folder, "txt", $"{split}.txt");
        return File.Exists(inText) ? inText : Path.Combine(folder, $"{split}.txt");
    }

    private sealed class TextLayout(TagLayout tags, PictureAnnotations annotations) : DatasetLayout
    {
        public override IReadOnlyList<GoldPost> Read(string folder, string file, List<DatasetFault> faults, CancellationToken cancellationToken)
        {
            var blocks = ConllFile.Read(file, faults).ToList();
            var columns = TagColumns.Find(blocks, tags, file, faults);
            return annotations.Attach([.. blocks.Select(b => GoldPostBuilder.Build(b, columns, faults))], folder, faults, cancellationToken);
        }

        public override IEnumerable<DatasetFault> FindOrphans(string folder, IReadOnlyCollection<GoldPost> posts) => annotations.FindOrphans(folder, posts);
    }
}
