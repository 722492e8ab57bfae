namespace Riveg.Evaluation.Datasets;

/// <summary>What a data set says of its pictures, put onto its posts.</summary>
internal abstract class PictureAnnotations
{
    /// <summary>Nothing is said.</summary>
    public static PictureAnnotations None { get; } = new NoAnnotations();

    /// <summary>Boxes in Pascal VOC's XML, <c>xml/&lt;id&gt;.xml</c>; no file means that nothing is groundable.</summary>
    public static PictureAnnotations Voc { get; } = new VocAnnotations();

    /// <summary>As <see cref="Voc"/>; without the folder <c>xml/</c> there are texts alone.</summary>
    public static PictureAnnotations VocWhereThere { get; } = new VocWhereThere();

    /// <summary>Masks as JSON, <c>json/&lt;id&gt;.json</c> or one file for all; no file means that nothing is groundable.</summary>
    public static PictureAnnotations Masks { get; } = new MaskAnnotations();

    /// <summary>A line on annotations that a data set may have and has not; null for none.</summary>
    public virtual string? FindMissing(string folder) => null;

    public abstract IReadOnlyList<GoldPost> Attach(
        IReadOnlyList<GoldPost> posts, string folder, List<DatasetFault> faults, CancellationToken cancellationToken);

    /// <summary>Annotations that belong to none of the posts of all splits.</summary>
    public abstract IEnumerable<DatasetFault> FindOrphans(string folder, IReadOnlyCollection<GoldPost> posts);

    /// <summary>The files whose names are no post's id, as faults; the many of a split that is not there are one line.</summary>
    protected static IEnumerable<DatasetFault> FindOrphans(IEnumerable<string> files, IReadOnlyCollection<GoldPost> posts)
    {
        const int Most = 20;
        var ids = posts.Select(p => p.Post.Id).ToHashSet();
        var orphans = files.Where(f => !ids.Contains(Path.GetFileNameWithoutExtension(f))).Order(StringComparer.Ordinal).ToList();
        return orphans.Count <= Most
            ? orphans.Select(o => new DatasetFault(DatasetFaultKind.OrphanAnnotation, o, "no post of any split has this id."))
            : [new DatasetFault(DatasetFaultKind.OrphanAnnotation, orphans[0], $"no post of any split has this id, nor those of "
                + $"{orphans.Count - 1} further annotations; is a split missing?")];
    }

    private sealed class NoAnnotations : PictureAnnotations
    {
        public override IReadOnlyList<GoldPost> Attach(
            IReadOnlyList<GoldPost> posts, string folder, List<DatasetFault> faults, CancellationToken cancellationToken) => posts;

        public override IEnumerable<DatasetFault> FindOrphans(string folder, IReadOnlyCollection<GoldPost> posts) => [];
    }
}
