namespace Riveg.Evaluation.Datasets;

/// <summary>What lies in a folder as Twitter-GMNER does, <c>gmner:DIR</c>.</summary>
public static class GmnerFolder
{
    /// <summary>The ids of the posts of all splits but one.</summary>
    /// <param name="folder">The folder; may hold nothing yet.</param>
    /// <param name="split">The split that is left out.</param>
    public static IReadOnlySet<string> IdsOfOtherSplits(string folder, string split)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return Directory.Exists(folder)
            ? SplitFiles.OfAnyName.Find(folder).Where(s => s != split).SelectMany(
                s => IdsOf(SplitFiles.OfAnyName.Find(folder, s)!)).ToHashSet()
            : new HashSet<string>();
    }

    /// <summary>The ids of the posts in a text in the CoNLL form.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlySet<string> IdsOf(string file) =>
        ConllFile.Read(file, []).Select(b => b.Id).Where(i => i.Length > 0).ToHashSet();
}
