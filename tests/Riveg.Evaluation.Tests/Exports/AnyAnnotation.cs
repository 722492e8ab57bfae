using CsCheck;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Evaluation.Tests.Exports;

/// <summary>Annotations of any kind: emoji, white space, several regions, masks, pictures of unknown size.</summary>
internal static class AnyAnnotation
{
    private static readonly Gen<string> Word = Constants(
        "Ada", "😀", "naïve", "👩‍👩‍👧", "O'Neil", "<b>&", "日本", "\"x\"", "a\u0301", "𝔘", "\u200b", "Straße", "]]>", "\\n", "\u0085");

    private static readonly Gen<string> Gap = Constants(" ", "  ", "\n", "\t", " ", " ");

    private static readonly Gen<Mask> AnyMask =
        from pixels in Gen.Byte[0, 1].Array[Width * Height]
        select Mask.FromPixels(Width, Height, [.. pixels.Select((p, i) => i == 40 ? (byte)1 : p)]);

    private static readonly Gen<Region> AnyRegion =
        from x in Gen.Double[0, Width - 2]
        from y in Gen.Double[0, Height - 2]
        from w in Gen.Double[1.1, 2]
        from h in Gen.Double[1.1, 2]
        from mask in AnyMask.Null(0.5)
        from score in Gen.Double[0, 1]
        select new Region(new Box(Math.Round(x, 2), Math.Round(y, 2), Math.Round(x + w, 2), Math.Round(y + h, 2)), Math.Round(score, 4))
        {
            Mask = mask,
        };

    public const int Width = 13;
    public const int Height = 11;

    /// <summary>With a picture of known size.</summary>
    public static Gen<AnnotationResult> Seen { get; } =
        from words in Word.Array[1, 8]
        from gaps in Gap.Array[8]
        from marked in Gen.Bool.Array[8]
        from types in Constants("PER", "LOC", "ORG", "OTHER", "Robot 🤖", "<i>").Array[8]
        from regions in AnyRegion.Array[0, 3].Array[8]
        from id in Constants("7", "a/b", "é😀", "x\"y")
        select Of(id, words, gaps, marked, types, regions);

    /// <summary>The text of an annotation's entities, and where their boxes and masks are.</summary>
    public static IEnumerable<(TextSpan Span, string Type)> Names(AnnotationResult result) => result.Entities.Select(e => (e.Span, e.Type.Name));

    private static Gen<string> Constants(params string[] values) => Gen.OneOf([.. values.Select(Gen.Const)]);

    private static AnnotationResult Of(string id, string[] words, string[] gaps, bool[] marked, string[] types, Region[][] regions)
    {
        var text = new System.Text.StringBuilder();
        var entities = new List<(TextSpan Span, int Index)>();
        for (var i = 0; i < words.Length; i++)
        {
            text.Append(i == 0 ? string.Empty : gaps[i]);
            var start = text.Length;
            text.Append(words[i]);
            if (marked[i] && !string.IsNullOrWhiteSpace(words[i]) && words[i] != "\u200b")
            {
                entities.Add((new TextSpan(start, text.Length), i));
            }
        }

        var whole = string.IsNullOrWhiteSpace(text.ToString()) ? "x" : text.ToString();
        return new AnnotationResult
        {
            PostId = id,
            Text = whole,
            Image = new AnnotatedImage("pictures/ä b.png", new ImageSize(Width, Height)),
            Entities =
            [
                .. entities.Where(e => e.Span.End <= whole.Length).Select(e => new AnnotatedEntity
                {
                    Mention = new Mention(e.Span, EntityType.Parse(types[e.Index]), 0.5),
                    Text = e.Span.Of(whole),
                    Regions = regions[e.Index],
                }),
            ],
        };
    }
}
