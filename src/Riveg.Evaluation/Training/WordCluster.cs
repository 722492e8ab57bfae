using System.Globalization;
using Riveg.Evaluation.Datasets;
using Riveg.Formats;
using Riveg.Recognition.Reading;

namespace Riveg.Evaluation.Training;

/// <summary>A word and its place in a tree of Brown clusters (Brown et al., Computational Linguistics 1992).</summary>
/// <param name="Word">The word, in small letters; <c>&lt;@MENTION&gt;</c> stands for every @name, <c>&lt;URL-t.co&gt;</c> for every
/// address.</param>
/// <param name="Path">The branches from the tree's root to the word's cluster, <c>0</c> and <c>1</c>; 1 to 31 of them.</param>
public sealed record WordCluster(string Word, string Path)
{
    private const int Columns = 3;

    /// <summary>Reads a file of paths: in each line a path, a word and how often it was seen, parted by tabs.</summary>
    /// <returns>The words, frequent ones first: where two are one word in small letters, the first counts.</returns>
    /// <exception cref="DatasetException">The file cannot be read, or a line is of another form; the message names it.</exception>
    public static IReadOnlyList<WordCluster> ReadFile(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var rows = new List<(WordCluster Cluster, long Count)>();
        try
        {
            foreach (var line in TextLines.Read(path))
            {
                if (line.Text.Length > 0)
                {
                    rows.Add(ReadRow(line.Text, $"{path}:{line.Number}"));
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"The file of clusters {path} cannot be read: {exception.Message}", exception);
        }

        return rows.Count > 0
            ? [.. rows.OrderByDescending(r => r.Count).Select(r => r.Cluster)]
            : throw new DatasetException($"The file of clusters {path} holds no word.");
    }

    internal static WordClusters Pack(IReadOnlyList<WordCluster> clusters) => clusters.Count == 0
        ? WordClusters.None
        : WordClusters.Of(clusters.Select(c => (c.Word, new ClusterPath(Convert.ToUInt32("1" + c.Path, 2)))));

    private static (WordCluster Cluster, long Count) ReadRow(string line, string place)
    {
        var cells = line.Split('\t');
        return cells.Length == Columns && IsPath(cells[0]) && cells[1].Length > 0
            && long.TryParse(cells[2], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? (new WordCluster(cells[1], cells[0]), count)
            : throw new DatasetException($"{place}: a line of clusters is a path of 0 and 1, a word and a count, parted by tabs.");
    }

    private static bool IsPath(string text) =>
        text.Length is > 0 and <= ClusterPath.LongestPath && text.AsSpan().IndexOfAnyExcept('0', '1') < 0;
}
