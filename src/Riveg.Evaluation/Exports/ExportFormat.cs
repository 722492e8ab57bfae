using Riveg.Posts;

namespace Riveg.Evaluation.Exports;

/// <summary>A form in which other programs read annotations: its name, what it is over HTTP, and its writer. Thread-safe.</summary>
public sealed class ExportFormat
{
    private readonly Func<Stream, ExportOptions, AnnotationWriter> open;

    private ExportFormat(
        string name, string contentType, string fileEnding, Func<Stream, ExportOptions, AnnotationWriter> open, bool needsFile = false)
    {
        NeedsFile = needsFile;
        Name = name;
        ContentType = contentType;
        FileEnding = fileEnding;
        this.open = open;
    }

    /// <summary>Annotated posts, one JSON object a line: what <c>riveg:FILE.jsonl</c> reads.</summary>
    public static ExportFormat JsonLines { get; } = new(
        "jsonl", "application/x-ndjson", ".jsonl", (stream, options) => new JsonLinesExport(stream, options));

    /// <summary>Label Studio's tasks, each with one prediction.</summary>
    public static ExportFormat LabelStudio { get; } = new(
        "label-studio", "application/json", ".json", (stream, options) => new LabelStudioExport(stream, options));

    /// <summary>CVAT for images 1.1.</summary>
    public static ExportFormat Cvat { get; } = new("cvat", "application/xml", ".xml", (stream, options) => new CvatExport(stream, options));

    /// <summary>W3C Web Annotations in JSON-LD.</summary>
    public static ExportFormat WebAnnotation { get; } = new(
        "web-annotation", "application/ld+json", ".jsonld", (stream, options) => new WebAnnotationExport(stream, options));

    /// <summary>COCO's instances.</summary>
    public static ExportFormat Coco { get; } = new(
        "coco", "application/json", ".json", (stream, options) => new CocoExport(stream, options), needsFile: true);

    /// <summary>Parquet, with a row a post.</summary>
    public static ExportFormat Parquet { get; } = new(
        "parquet", "application/vnd.apache.parquet", ".parquet", (stream, options) => new ParquetExport(stream, options), needsFile: true);

    /// <summary>All forms, in the order in which they are named to people.</summary>
    public static IReadOnlyList<ExportFormat> All { get; } = [JsonLines, LabelStudio, Cvat, WebAnnotation, Coco, Parquet];

    /// <summary>How the form is called, such as <c>label-studio</c>.</summary>
    public string Name { get; }

    /// <summary>Its media type.</summary>
    public string ContentType { get; }

    /// <summary>How the names of its files end, with the dot.</summary>
    public string FileEnding { get; }

    /// <summary>Whether it is read only as a whole file, so that a terminal or a pipe is no place for it.</summary>
    public bool NeedsFile { get; }

    /// <summary>The form of a name; null where there is none.</summary>
    /// <param name="name">In any case.</param>
    public static ExportFormat? Find(string name) => All.FirstOrDefault(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Begins to write.</summary>
    /// <param name="stream">Where to; stays open.</param>
    /// <param name="options">The defaults if null.</param>
    public AnnotationWriter Open(Stream stream, ExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return open(stream, options ?? new ExportOptions());
    }

    /// <summary>Writes annotations that are all there already.</summary>
    /// <param name="stream">Where to; stays open.</param>
    /// <param name="results">The annotations.</param>
    /// <param name="options">The defaults if null; types that the annotations have are added.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <returns>What the form could not hold, one line each with its count.</returns>
    public async Task<IReadOnlyList<string>> WriteAsync(
        Stream stream,
        IReadOnlyCollection<AnnotationResult> results,
        ExportOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(results);
        options ??= new ExportOptions();
        IEnumerable<EntityType> met = results.SelectMany(r => r.Entities).Select(e => e.Type);
        var writer = Open(stream, options with { Types = [.. options.Types.Concat(met).Distinct()] });
        await using var end = writer.ConfigureAwait(false);
        foreach (var result in results)
        {
            await writer.WriteAsync(result, cancellationToken).ConfigureAwait(false);
        }

        await writer.CompleteAsync(cancellationToken).ConfigureAwait(false);
        return writer.Losses;
    }

    /// <inheritdoc />
    public override string ToString() => Name;
}
