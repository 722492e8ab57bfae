namespace Riveg.Evaluation.Datasets;

/// <summary>Which files of a data set's folder, or of <c>txt/</c> in it, are splits.</summary>
internal abstract class SplitFiles
{
    // Both names are used for the same split: "valid" in Twitter-2015/2017, "dev" in Twitter-GMNER.
    private static readonly string[] Development = ["dev", "valid"];

    /// <summary><c>train.txt</c>, <c>dev.txt</c> or <c>valid.txt</c>, <c>test.txt</c>.</summary>
    public static SplitFiles Usual { get; } = new UsualNames();

    /// <summary>Each file that ends with <c>.txt</c>, <c>.conll</c> or <c>.bio</c>.</summary>
    public static SplitFiles OfAnyName { get; } = new AnyNames();

    /// <summary>The names of the splits that are there.</summary>
    public abstract IReadOnlyList<string> Find(string folder);

    /// <summary>The file of a split, called exactly so or else by the other name of the same; null where there is none.</summary>
    public string? Find(string folder, string split) => (Development.Contains(split) ? [split, .. Development] : new[] { split })
        .Select(n => PathOf(folder, n)).FirstOrDefault(p => p is not null);

    /// <summary>Files that are passed over, since another one is the split of their name.</summary>
    /// <param name="folder">The data set's folder.</param>
    /// <param name="file">The split that is read.</param>
    public IEnumerable<DatasetFault> FindDoubles(string folder, string file)
    {
        var split = Path.GetFileNameWithoutExtension(file);
        return PathsOf(folder, split).Where(other => other != file).Select(other => new DatasetFault(
            DatasetFaultKind.SideFile,
            other,
            $"{Path.GetRelativePath(Path.GetDirectoryName(other)!, file)} is the split {split}; "
                + "this file of the same name is passed over."));
    }

    /// <summary>The files that have a split's name; the first is the split.</summary>
    protected abstract IEnumerable<string> PathsOf(string folder, string split);

    private string? PathOf(string folder, string split) => PathsOf(folder, split).FirstOrDefault();

    private sealed class UsualNames : SplitFiles
    {
        public override IReadOnlyList<string> Find(string folder) =>
            [.. new[] { "train", "dev", "valid", "test" }.Where(n => PathOf(folder, n) is not null)];

        protected override IEnumerable<string> PathsOf(string folder, string split) =>
            new[] { Path.Combine(folder, "txt", $"{split}.txt"), Path.Combine(folder, $"{split}.txt") }.Where(File.Exists);
    }

    private sealed class AnyNames : SplitFiles
    {
        private static readonly string[] Endings = [".txt", ".conll", ".bio"];

        // The three usual ones in their order, then the others by name.
        public override IReadOnlyList<string> Find(string folder) =>
            [.. Files(folder).Select(f => f.Name).Distinct().OrderBy(Rank).ThenBy(n => n, StringComparer.Ordinal)];

        protected override IEnumerable<string> PathsOf(string folder, string split) =>
            Files(folder).Where(f => f.Name == split).Select(f => f.Path);

        private static int Rank(string name) => name switch
        {
            "train" => 0,
            "dev" or "valid" => 1,
            "test" => 2,
            _ => 3,
        };

        private static IEnumerable<(string Name, string Path)> Files(string folder)
        {
            var texts = Path.Combine(folder, "txt");
            var files = Directory.GetFiles(Directory.Exists(texts) ? texts : folder).Order(StringComparer.Ordinal);
            return files
                .Select(
                    f => (
                        Name: Path.GetFileNameWithoutExtension(f),
                        Path: f,
                        Rank: Array.IndexOf(Endings, Path.GetExtension(f).ToLowerInvariant())))
                .Where(f => f.Rank >= 0 && f.Name.Length > 0 && f.Name[0] != '.')
                .OrderBy(f => f.Rank)
                .Select(f => (f.Name, f.Path));
        }
    }
}
