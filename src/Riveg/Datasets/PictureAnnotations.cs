namespace Riveg.Datasets;

/// <summary>What a data set says of its pictures, put onto its posts.</summary>
internal abstract class PictureAnnotations
{
    /// <summary>Nothing is said.</summary>
    public static PictureAnnotations None { get; } = new NoAnnotations();

    /// <summary>Boxes in Pascal VOC's XML, <c>xml/&lt;id&gt;.xml</c>; no file means that nothing is groundable.</summary>
    public static PictureAnnotations Voc { get; } = new VocAnnotations();

    /// <summary>Masks as JSON, <c>json/&lt;id&gt;.json</c>; no file means that nothing is groundable.</summary>
    public static PictureAnnotations Masks { get; } = new MaskAnnotations();

    public abstract IReadOnlyList<GoldPost> Attach(IReadOnlyList<GoldPost> posts, string folder, List<DatasetFault> faults, CancellationToken cancellationToken);

    private sealed class NoAnnotations : PictureAnnotations
    {
        public override IReadOnlyList<GoldPost> Attach(IReadOnlyList<GoldPost> posts, string folder, List<DatasetFault> faults, CancellationToken cancellationToken) => posts;
    }
}
