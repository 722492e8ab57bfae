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
    public abstract IEnumerable<DatasetFault> FindDoubles(string folder);

    protected abstract string? PathOf(string folder, string split);

    private sealed class UsualNames : SplitFiles
    {
        public override IReadOnlyList<string> Find(string folder) =>
            [.. new[] { "train", "dev", "valid", "test" }.Where(n => PathOf(folder, n) is not null)];

        public override IEnumerable<DatasetFault> FindDoubles(string folder) => [];

        protected override string? PathOf(string folder, string split)
        {
            string[] places = [Path.Combine(folder, "txt", $"{split}.txt"), Path.Combine(folder, $"{split}.txt")];
            return Array.Find(places, File.Exists);
        }
    }

    private sealed class AnyNames : SplitFiles
    {
        private static readonly string[] Endings = [".txt", ".conll", ".bio"];

        // The three usual ones in their order, then the others by name.
        public override IReadOnlyList<string> Find(string folder) =>
            [.. Files(folder).Select(f => f.Name).Distinct().OrderBy(Rank).ThenBy(n => n, StringComparer.Ordinal)];

        public override IEnumerable<DatasetFault> FindDoubles(string folder) =>
            from file in Files(folder).GroupBy(f => f.Name)
            from other in file.Skip(1)
            select new DatasetFault(
                DatasetFaultKind.SideFile,
                other.Path,
                $"{Path.GetFileName(file.First().Path)} beside it is the split {file.Key}; this file is passed over.");

        protected override string? PathOf(string folder, string split) => Files(folder).FirstOrDefault(f => f.Name == split).Path;

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
