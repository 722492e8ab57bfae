using Riveg.Cli.Commands;
using Riveg.Evaluation.Datasets;

namespace Riveg.Training.Cli.Data;

/// <summary>A split that a config names, or that follows from what it names.</summary>
/// <param name="Place">Where in the config, such as <c>data[0]</c>.</param>
/// <param name="Reference">The data set.</param>
/// <param name="Split">The split; null for the only one of a file.</param>
/// <param name="Knowledge">Files of answers.</param>
internal sealed record NamedSplit(string Place, DatasetReference Reference, string? Split, IReadOnlyList<string> Knowledge)
{
    /// <summary>By whose rules it was annotated; null for ours.</summary>
    public string? Rules { get; init; }

    /// <summary>In words, without the folder that it lies in.</summary>
    public string Name => Split is null ? $"{Reference.Kind}:{Path.GetFileName(Reference.Path)}" : $"{Reference.Kind} {Split}";

    /// <summary>The file that holds the posts.</summary>
    public string File => Reference.FileOf(Split)!;

    /// <summary>Whether somebody's own data: its ids mean nothing in other files.</summary>
    public bool IsOwn => Reference.Kind is "riveg" or "gmner";

    /// <summary>Reads it; faults go to standard error, one line each.</summary>
    /// <exception cref="DatasetException">It cannot be read at all.</exception>
    public Dataset Read(CancellationToken cancellationToken) =>
        new DatasetRequest(Reference, Split, [], Knowledge, []).Read(cancellationToken);
}
