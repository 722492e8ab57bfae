using Riveg.Formats;
using Riveg.Posts;

namespace Riveg.Evaluation.Exports;

/// <summary>How annotations are exported.</summary>
public sealed record ExportOptions
{
    /// <summary>
    /// Stands before each picture's path in the file, so that the program that reads it finds the pictures: an address or a folder, such as
    /// <c>/data/local-files/?d=posts/</c> for Label Studio. Not used by <c>jsonl</c>.
    /// </summary>
    /// <value>The default value is empty: pictures are named as the posts name them.</value>
    public string PicturePrefix { get; init; } = string.Empty;

    /// <summary>
    /// The types that a file's head names beside those of the first annotation, where the form has one (CVAT), and that a labelling config
    /// offers beside those that are met.
    /// </summary>
    /// <value>The default value is the four coarse types.</value>
    public IReadOnlyList<EntityType> Types { get; init; } = EntityType.Coarse;

    /// <summary>What offsets count, in the forms that say it themselves; null for what is usual in the form.</summary>
    internal OffsetUnit? Offsets { get; init; }

    /// <summary>
    /// Where the file will lie: <c>jsonl</c> then says where each picture is that its path alone does not lead to. Null where nobody knows.
    /// </summary>
    internal string? Folder { get; init; }
}
