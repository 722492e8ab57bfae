namespace Riveg.Evaluation.Datasets;

/// <summary>Boxes in Pascal VOC's XML where there is a folder of them; without it, texts alone.</summary>
internal sealed class VocWhereThere : PictureAnnotations
{
    public override string? FindMissing(string folder) => IsThere(folder)
        ? null
        : $"there is no folder {VocAnnotations.FolderOf(folder)}, so these posts are read as texts without boxes.";

    public override IReadOnlyList<GoldPost> Attach(
        IReadOnlyList<GoldPost> posts, string folder, List<DatasetFault> faults, CancellationToken cancellationToken) =>
        IsThere(folder) ? Voc.Attach(posts, folder, faults, cancellationToken) : posts;

    public override IEnumerable<DatasetFault> FindOrphans(string folder, IReadOnlyCollection<GoldPost> posts) =>
        IsThere(folder) ? Voc.FindOrphans(folder, posts) : [];

    private static bool IsThere(string folder) => Directory.Exists(VocAnnotations.FolderOf(folder));
}
