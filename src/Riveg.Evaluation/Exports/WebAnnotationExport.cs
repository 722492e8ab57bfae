using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Evaluation.Exports;

/// <summary>
/// W3C Web Annotations in JSON-LD, as one page of them: for each post one that holds its text, and for each entity one whose targets are
/// the place in the text (in code points, as the recommendation says) and the places in the picture.
/// </summary>
internal sealed class WebAnnotationExport(Stream stream, ExportOptions options) : BufferedExport(stream)
{
    private const int MostContext = 32;

    // Of all masks of a post. That of a thing in a photograph has thousands; a chequered one has as many as pixels, with a corner each.
    private const int MostRuns = 1_000_000;

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly CountedLosses losses = new();
    private int posts;
    private int runs;
    private bool isFirst = true;

    /// <inheritdoc />
    public override IReadOnlyList<string> Losses => losses.Lines;

    /// <inheritdoc />
    protected override void Begin(AnnotationResult? first) => Buffer.Write(
        "{\"@context\":\"http://www.w3.org/ns/anno.jsonld\",\"id\":\"#page\",\"type\":\"AnnotationPage\",\"items\":["u8);

    /// <inheritdoc />
    protected override void Write(AnnotationResult result)
    {
        // Ids of posts need not differ, places in the file do.
        var post = string.Create(CultureInfo.InvariantCulture, $"#post-{++posts}");
        Item(writer => WritePost(writer, result, post));
        var number = 0;
        runs = 0;
        foreach (var entity in result.Entities)
        {
            number++;
            Item(writer => WriteEntity(writer, result, entity, post, string.Create(CultureInfo.InvariantCulture, $"{post}-{number}")));
        }
    }

    /// <inheritdoc />
    protected override void End() => Buffer.Write("\n]}\n"u8);

    private void Item(Action<Utf8JsonWriter> write)
    {
        Buffer.Write(isFirst ? "\n"u8 : ",\n"u8);
        isFirst = false;
        using var writer = new Utf8JsonWriter(Buffer, Compact);
        writer.WriteStartObject();
        write(writer);
        writer.WriteEndObject();
    }

    private void WritePost(Utf8JsonWriter writer, AnnotationResult result, string post)
    {
        writer.WriteString("id", post);
        writer.WriteString("type", "Annotation");
        writer.WriteString("motivation", "describing");
        writer.WriteStartObject("body");
        writer.WriteString("id", $"{post}-text");
        writer.WriteString("type", "TextualBody");
        writer.WriteString("label", result.PostId);
        writer.WriteString("value", result.Text);
        writer.WriteString("format", "text/plain");
        writer.WriteEndObject();

        // An annotation has a target; a post without a picture is its own.
        writer.WriteString("target", PictureOf(result) ?? $"{post}-post");
    }

    private void WriteEntity(Utf8JsonWriter writer, AnnotationResult result, AnnotatedEntity entity, string post, string id)
    {
        writer.WriteString("id", id);
        writer.WriteString("type", "Annotation");
        writer.WriteString("motivation", "identifying");
        writer.WriteStartArray("body");
        WriteBody(writer, entity.Type.Name, "tagging");
        if (entity.Expansion is { } expansion)
        {
            WriteBody(writer, expansion, "describing");
        }

        writer.WriteEndArray();
        writer.WriteStartArray("target");
        WriteTextTarget(writer, result.Text, entity.Span, $"{post}-text");
        foreach (var region in entity.Regions)
        {
            WritePictureTargets(writer, result, region);
        }

        writer.WriteEndArray();
    }

    private static void WriteBody(Utf8JsonWriter writer, string value, string purpose)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "TextualBody");
        writer.WriteString("purpose", purpose);
        writer.WriteString("value", value);
        writer.WriteEndObject();
    }

    private static void WriteTextTarget(Utf8JsonWriter writer, string text, TextSpan span, string source)
    {
        var points = span.ToCodePoints(text);
        writer.WriteStartObject();
        writer.WriteString("source", source);
        writer.WriteStartArray("selector");
        writer.WriteStartObject();
        writer.WriteString("type", "TextQuoteSelector");
        writer.WriteString("exact", span.Of(text));
        writer.WriteString("prefix", text[Boundary(text, span.Start - MostContext, 1)..span.Start]);
        writer.WriteString("suffix", text[span.End..Boundary(text, span.End + MostContext, -1)]);
        writer.WriteEndObject();
        writer.WriteStartObject();
        writer.WriteString("type", "TextPositionSelector");
        writer.WriteNumber("start", points.Start);
        writer.WriteNumber("end", points.End);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private void WritePictureTargets(Utf8JsonWriter writer, AnnotationResult result, Region region)
    {
        if (FragmentOf(region, result.Image?.Size) is { } fragment)
        {
            WritePictureTarget(writer, result, "FragmentSelector", fragment, "http://www.w3.org/TR/media-frags/");
        }
        else
        {
            losses.Add("box is left out that is not inside its picture.", "boxes are left out that are not inside their pictures.");
        }

        if (region.Mask is not { BoundingBox: not null } mask)
        {
            return;
        }

        if (mask.Counts.Length <= MostRuns - runs)
        {
            runs += mask.Counts.Length;
            WritePictureTarget(writer, result, "SvgSelector", MaskSvg.Of(mask), null);
        }
        else
        {
            losses.Add("outline is left out that is too intricate.", "outlines are left out that are too intricate.");
        }
    }

    private void WritePictureTarget(Utf8JsonWriter writer, AnnotationResult result, string selector, string value, string? conformsTo)
    {
        writer.WriteStartObject();
        writer.WriteString("source", PictureOf(result));
        writer.WriteStartObject("selector");
        writer.WriteString("type", selector);
        if (conformsTo is not null)
        {
            writer.WriteString("conformsTo", conformsTo);
        }

        writer.WriteString("value", value);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    // A media fragment in pixels has whole numbers, none below 0: the smallest box of whole pixels around. In percent it may have decimals.
    private static string? FragmentOf(Region region, ImageSize? size)
    {
        var box = size is { } known ? region.ToPixels(known).ClampTo(known) : region.Box;
        var isPercent = size is null && region.Unit == RegionUnit.Relative;
        var most = isPercent ? 1 : double.MaxValue;
        box = new Box(Math.Max(box.X0, 0), Math.Max(box.Y0, 0), Math.Min(box.X1, most), Math.Min(box.Y1, most));
        if (!box.IsProper)
        {
            return null;
        }

        if (isPercent)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"xywh=percent:{box.X0 * 100:0.###},{box.Y0 * 100:0.###},{box.Width * 100:0.###},{box.Height * 100:0.###}");
        }

        var (x, y) = (Math.Floor(box.X0), Math.Floor(box.Y0));
        return string.Create(
            CultureInfo.InvariantCulture, $"xywh=pixel:{x:0},{y:0},{Math.Ceiling(box.X1) - x:0},{Math.Ceiling(box.Y1) - y:0}");
    }

    private string? PictureOf(AnnotationResult result) => result.Image is not { } image ? null
        : options.PicturePrefix is { Length: > 0 } prefix ? Address(prefix) + Address(NameOf(image.Path))
        : Address(IsAddress(image.Path) ? image.Path : FirstNameOf(NameOf(image.Path)));

    private static bool IsAddress(string path) =>
        Uri.IsWellFormedUriString(path, UriKind.Absolute) && path.Contains("://", StringComparison.Ordinal);

    // In a file's name these are letters like any other; in an address a query and a fragment would begin with them.
    private static string NameOf(string path) =>
        path.Replace("#", Uri.HexEscape('#'), StringComparison.Ordinal).Replace("?", Uri.HexEscape('?'), StringComparison.Ordinal);

    // What stands before a colon in the first segment would be a scheme.
    private static string FirstNameOf(string path)
    {
        var end = path.IndexOfAny(['/', '\\']) is var slash and >= 0 ? slash : path.Length;
        return path[..end].Replace(":", Uri.HexEscape(':'), StringComparison.Ordinal) + path[end..];
    }

    // An IRI: what no address can hold is escaped, and what is escaped already stays.
    private static string Address(string path) => string.Concat(
        path.Replace('\\', '/').Select(c => c <= ' ' || "<>\"{}|^`\u007F".Contains(c) ? Uri.HexEscape(c) : c.ToString()));

    // Not within a character.
    private static int Boundary(string text, int index, int step)
    {
        var inside = Math.Clamp(index, 0, text.Length);
        return inside > 0 && inside < text.Length && char.IsSurrogatePair(text[inside - 1], text[inside]) ? inside + step : inside;
    }
}
