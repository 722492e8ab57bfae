using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using CsCheck;
using Riveg.Evaluation.Exports;
using Riveg.Evaluation.LabelStudio;
using Riveg.Posts;
using Riveg.Regions;
using SkiaSharp;

namespace Riveg.Evaluation.Tests.Exports;

/// <summary>The forms that are written and not read: each against its own rules.</summary>
public sealed class ExportFormTests
{
    private const string NoTags =
        "the labelling config has no Labels of a Text, and no RectangleLabels or BrushLabels of an Image, that could hold entities";

    private static readonly AnnotationResult Odd = new()
    {
        PostId = "a\u0001",
        Text = "😀 Ada\u0000 <b> & \"x\" ]]> \uFFFE",
        Image = new AnnotatedImage("p <1>&\u0007.png", new ImageSize(20, 10)),
        Entities =
        [
            Entity("😀 Ada\u0000 <b> & \"x\" ]]> \uFFFE", 0, 7, "P\u0002<&", new Region(new Box(1, 2, 8, 9), 0.5)),
            Entity("😀 Ada\u0000 <b> & \"x\" ]]> \uFFFE", 12, 15, "LOC", new Region(new Box(100, 100, 120, 120), double.NaN)),
        ],
    };

    [Fact]
    public async Task Cvat_OfAnyCharacters_IsXmlWithEveryBox()
    {
        var (document, losses) = await CvatAsync(Odd);
        var image = Assert.Single(document.Root!.Elements("image"));
        Assert.Equal("p <1>&\uFFFD.png", image.Attribute("name")!.Value);
        var box = Assert.Single(image.Elements("box"));
        Assert.Equal(("P\uFFFD<&", "1", "2", "8", "9"), (
            box.Attribute("label")!.Value, box.Attribute("xtl")!.Value, box.Attribute("ytl")!.Value, box.Attribute("xbr")!.Value,
            box.Attribute("ybr")!.Value));
        Assert.Equal("😀 Ada\uFFFD", Assert.Single(box.Elements("attribute")).Value);
        Assert.Contains("P\uFFFD<&", document.Descendants("label").Select(l => l.Element("name")!.Value));
        Assert.Equal(
            ["1 text is left out, which the form does not hold.", "1 box is left out that is not inside its picture."], losses);
    }

    [Fact]
    public void CvatMasks_OfAnyPixels_HaveTheirRunsRowByRow() => (
        from width in Gen.Int[1, 12]
        from height in Gen.Int[1, 12]
        from pixels in Gen.Byte[0, 1].Array[width * height]
        select (width, height, pixels)).Sample(
            x =>
            {
                var mask = Mask.FromPixels(x.width, x.height, x.pixels);
                if (mask.BoundingBox is null)
                {
                    return;
                }

                var post = Odd with
                {
                    Image = new AnnotatedImage("1.png", new ImageSize(x.width, x.height)),
                    Entities = [Entity("Ada", 0, 3, "PER", new Region(new Box(0, 0, x.width, x.height), 1) { Mask = mask })],
                };
                var element = Assert.Single(CvatAsync(post).GetAwaiter().GetResult().Document.Descendants("mask"));
                Assert.Equal(mask, Unpacked(element, x.width, x.height));
            },
            iter: 200,
            threads: 1);

    [Fact]
    public async Task Cvat_OfATypeThatComesLater_IsToldAndWritten()
    {
        var later = Odd with { Entities = [Entity("Ada", 0, 3, "Robot", new Region(new Box(1, 2, 8, 9), 0.5))] };
        using var stream = new MemoryStream();
        await using var writer = ExportFormat.Cvat.Open(stream);
        await writer.WriteAsync(Odd with { Entities = [] }, TestContext.Current.CancellationToken);
        await writer.WriteAsync(later, TestContext.Current.CancellationToken);
        await writer.CompleteAsync(TestContext.Current.CancellationToken);
        Assert.Contains("label=\"Robot\"", Encoding.UTF8.GetString(stream.ToArray()), StringComparison.Ordinal);
        Assert.StartsWith("the label Robot is not among those of the head", writer.Losses[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task WebAnnotation_OfAnEmoji_CountsCodePointsAndQuotesWhole()
    {
        var text = string.Concat(Enumerable.Repeat("😀", 20)) + "Ada" + string.Concat(Enumerable.Repeat("😀", 20));
        var post = Odd with { Text = text, Entities = [Entity(text, 40, 43, "PER", new Region(new Box(1.2, 2.7, 8.1, 9), 0.5))] };
        using var stream = new MemoryStream();
        Assert.Empty(await ExportFormat.WebAnnotation.WriteAsync(stream, [post], null, TestContext.Current.CancellationToken));
        using var page = JsonDocument.Parse(stream.ToArray());
        Assert.Equal("http://www.w3.org/ns/anno.jsonld", page.RootElement.GetProperty("@context").GetString());
        var items = page.RootElement.GetProperty("items");
        Assert.Equal(2, items.GetArrayLength());
        Assert.All(items.EnumerateArray(), i => Assert.Equal("Annotation", i.GetProperty("type").GetString()));
        Assert.Equal(items.EnumerateArray().Select(i => i.GetProperty("id").GetString()).Distinct(), items.EnumerateArray().Select(i => i.GetProperty("id").GetString()));
        Assert.Equal(text, items[0].GetProperty("body").GetProperty("value").GetString());
        Assert.Equal("p%20%3C1%3E&%07.png", items[0].GetProperty("target").GetString());
        var targets = items[1].GetProperty("target");
        Assert.Equal(items[0].GetProperty("body").GetProperty("id").GetString(), targets[0].GetProperty("source").GetString());
        var (quote, position) = (targets[0].GetProperty("selector")[0], targets[0].GetProperty("selector")[1]);
        Assert.Equal((20, 23), (position.GetProperty("start").GetInt32(), position.GetProperty("end").GetInt32()));
        Assert.Equal(
            (text[8..40], "Ada", text[43..75]),
            (quote.GetProperty("prefix").GetString(), quote.GetProperty("exact").GetString(), quote.GetProperty("suffix").GetString()));
        Assert.Equal("xywh=pixel:1,2,8,7", targets[1].GetProperty("selector").GetProperty("value").GetString());
    }

    [Theory]
    [InlineData("a#1.png", "", "a%231.png")]
    [InlineData("what?.png", "", "what%3F.png")]
    [InlineData("C:\\x y\\a:b.png", "", "C%3A/x%20y/a:b.png")]
    [InlineData("12:30.png", "", "12%3A30.png")]
    [InlineData("https://example.org/a?b=c#d", "", "https://example.org/a?b=c#d")]
    [InlineData("a#1:2?.png", "https://example.org/?d=", "https://example.org/?d=a%231:2%3F.png")]
    public async Task WebAnnotation_OfAnyFileName_IsAnAddressOfThatFile(string path, string prefix, string address)
    {
        var page = await PageAsync(Odd with { Image = new AnnotatedImage(path, null), Entities = [] }, new ExportOptions { PicturePrefix = prefix });
        Assert.Equal(address, page.GetProperty("items")[0].GetProperty("target").GetString());
        Assert.True(Uri.IsWellFormedUriString(address, UriKind.RelativeOrAbsolute));
    }

    [Theory]
    [InlineData(RegionUnit.Pixels, 1.2, 2.7, 8.1, 9, "xywh=pixel:1,2,8,7")]
    [InlineData(RegionUnit.Pixels, -3.5, -1, 8.1, 9, "xywh=pixel:0,0,9,9")]
    [InlineData(RegionUnit.Pixels, -3.5, -1, -2, 9, null)]
    [InlineData(RegionUnit.Relative, 0.25, 0.5, 0.375, 1, "xywh=percent:25,50,12.5,50")]
    [InlineData(RegionUnit.Relative, -1, 0.5, 1e308, 1.5, "xywh=percent:0,50,100,50")]
    public async Task WebAnnotation_OfAPictureOfUnknownSize_HasFragmentsAllTheSame(
        RegionUnit unit, double x0, double y0, double x1, double y1, string? fragment)
    {
        var page = await PageAsync(Odd with
        {
            Image = new AnnotatedImage("1.png", null),
            Entities = [Entity("Ada", 0, 3, "PER", new Region(new Box(x0, y0, x1, y1), 1) { Unit = unit })],
        });
        var targets = page.GetProperty("items")[1].GetProperty("target").EnumerateArray().Skip(1);
        Assert.Equal(fragment, targets.Select(t => t.GetProperty("selector").GetProperty("value").GetString()).SingleOrDefault());
    }

    [Fact]
    public void MaskSvg_OfAnyPixels_FillsTheSame() => (
        from pixels in Gen.Byte[0, 1].Array[16 * 9]
        select pixels).Sample(
            pixels =>
            {
                var mask = Mask.FromPixels(16, 9, pixels);
                if (mask.BoundingBox is null)
                {
                    return;
                }

                var svg = XElement.Parse(MaskSvg.Of(mask));
                Assert.Equal("0 0 16 9", svg.Attribute("viewBox")!.Value);
                var data = svg.Elements().Single().Attribute("d")!.Value;
                using var path = SKPath.ParseSvgPathData(data);
                path.FillType = SKPathFillType.EvenOdd;
                using var bitmap = new SKBitmap(16, 9, SKColorType.Gray8, SKAlphaType.Opaque);
                using (var canvas = new SKCanvas(bitmap))
                {
                    using var white = new SKPaint { Color = SKColors.White, IsAntialias = false };
                    canvas.Clear(SKColors.Black);
                    canvas.DrawPath(path, white);
                }

                Assert.Equal(mask, Mask.FromPixels(16, 9, bitmap.GetPixelSpan()));
            },
            iter: 200,
            threads: 1);

    // All that is asked for, of which a part is held at once.
    [Theory]
    [InlineData("jsonl", 200)]
    [InlineData("label-studio", 400)]
    [InlineData("cvat", 150)]
    [InlineData("web-annotation", 50)]
    [InlineData("coco", 200)]
    [InlineData("parquet", 500)]
    public async Task EveryForm_OfAChequeredMask_StaysSmall(string name, int megabytes)
    {
        const int Side = 3000;
        var mask = Mask.FromPixels(Side, Side, [.. Enumerable.Range(0, Side * Side).Select(i => (byte)((i + (i / Side)) & 1))]);
        Assert.Equal(Side * Side, mask.Counts.Length, 1.0 * Side);
        var post = Odd with
        {
            Image = new AnnotatedImage("1.png", new ImageSize(Side, Side)),
            Entities = [Entity("Ada", 0, 3, "PER", new Region(new Box(0, 0, Side, Side), 1) { Mask = mask })],
        };
        var (before, since) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.StartNew());

        // Into nowhere, so without another thread.
        var losses = await ExportFormat.Find(name)!.WriteAsync(Stream.Null, [post], null, TestContext.Current.CancellationToken);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) >> 20, 0, megabytes);
        Assert.InRange(since.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.Equal(name == "web-annotation", losses.Contains("1 outline is left out that is too intricate."));
    }

    [Fact]
    public void MaskSvg_OfAChequeredMask_TakesAByteACorner()
    {
        var mask = Mask.FromPixels(1000, 900, [.. Enumerable.Range(0, 900_000).Select(i => (byte)((i + (i / 1000)) & 1))]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var length = MaskSvg.Of(mask).Length;
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / length, 0, 6);
    }

    [Theory]
    [InlineData("jsonl", "application/x-ndjson", ".jsonl", false)]
    [InlineData("label-studio", "application/json", ".json", false)]
    [InlineData("cvat", "application/xml", ".xml", false)]
    [InlineData("web-annotation", "application/ld+json", ".jsonld", false)]
    [InlineData("coco", "application/json", ".json", true)]
    [InlineData("parquet", "application/vnd.apache.parquet", ".parquet", true)]
    public async Task EveryForm_OfNoAnnotationAndOfOddOnes_IsWritten(string name, string contentType, string ending, bool needsFile)
    {
        var format = ExportFormat.Find(name)!;
        Assert.Equal((contentType, ending, needsFile), (format.ContentType, format.FileEnding, format.NeedsFile));
        var failed = new AnnotationResult { PostId = "e", Text = "x", Error = new Riveg.Faults.Fault(Riveg.Faults.FaultKind.WrongInput, "recognition", "it failed") };
        var infinite = Odd with
        {
            Entities = [Entity("Ada", 0, 3, "PER", new Region(new Box(double.NaN, double.NegativeInfinity, 5, double.PositiveInfinity), 0.5))],
        };
        AnnotationResult[][] all =
        [
            [], [failed], [Odd, failed, Odd with { Image = null }, Odd with { Image = new AnnotatedImage("x", null) }],
            [infinite, infinite with { Image = new AnnotatedImage("x", null) }],
        ];
        foreach (var results in all)
        {
            using var stream = new MemoryStream();
            var losses = await format.WriteAsync(stream, results, null, TestContext.Current.CancellationToken);
            Assert.All(losses, l => Assert.DoesNotContain('\n', l));
            switch (ending)
            {
                case ".json" or ".jsonld":
                    using (JsonDocument.Parse(stream.ToArray()))
                    {
                    }

                    break;
                case ".xml":
                    Assert.NotNull(XDocument.Parse(Encoding.UTF8.GetString(stream.ToArray()).TrimStart('\uFEFF')).Root);
                    break;
                case ".jsonl":
                    Assert.Equal(results.Length, Encoding.UTF8.GetString(stream.ToArray()).Count(c => c == '\n'));
                    break;
                default:
                    Assert.Equal("PAR1"u8.ToArray(), stream.ToArray()[..4]);
                    break;
            }
        }
    }

    [Fact]
    public void LabelStudioConfig_OfAProject_NamesItsTagsAndLabels()
    {
        var config = LabelStudioConfig.Parse("""
            <View><Labels name="sound" toName="song"><Label value="Place"/></Labels><Audio name="song" value="$a"/>
            <Labels name="ner" toName="tweet"><Label value="Person"/><Label value="MISC"/><Label value="Place" alias="P"/></Labels>
            <Text name="tweet" value="$body"/>
            <RectangleLabels name="where" toName="photo"><Label value="Person"/></RectangleLabels><Image name="photo" value="$pic"/></View>
            """);
        Assert.Equal(
            new LabelStudioNames { Labels = "ner", Text = "tweet", Boxes = "where", Masks = null, Image = "photo" }, config.Names);
        Assert.Equal(("body", "pic"), (config.TextField, config.ImageField));
        Assert.Equal(("Person", "Person", null), config.LabelsOf(EntityType.Person));
        Assert.Equal(("MISC", null, null), config.LabelsOf(EntityType.Other));
        Assert.Equal(("P", null, null), config.LabelsOf(EntityType.Location));
        Assert.Equal((null, null, null), config.LabelsOf(EntityType.Organization));
        var text = "Ada in Rome";
        var post = new AnnotationResult
        {
            PostId = "1",
            Text = text,
            Image = new AnnotatedImage("1.png", new ImageSize(20, 10)),
            Entities =
            [
                Entity(text, 0, 3, "PER", new Region(new Box(2, 2, 12, 7), 0.5) { Mask = Mask.FromCounts(20, 10, [50, 30, 120]) }),
                Entity(text, 7, 11, "ORG", new Region(new Box(2, 2, 12, 7), 0.5)),
            ],
        };
        using var prediction = JsonDocument.Parse(LabelStudioPrediction.ToUtf8(post, config));
        Assert.Equal(
            ["ner>tweet labels", "where>photo rectanglelabels", "> relation"],
            prediction.RootElement.GetProperty("result").EnumerateArray().Select(r =>
                $"{Text(r, "from_name")}>{Text(r, "to_name")} {Text(r, "type")}"));

        static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
    }

    [Theory]
    [InlineData("", "the labelling config is no XML: ")]
    [InlineData("<View>", "the labelling config is no XML: ")]
    [InlineData("<!DOCTYPE x [<!ENTITY a 'b'>]><View/>", "the labelling config has a DOCTYPE, which is not read")]
    [InlineData("<View/>", NoTags)]
    [InlineData("<View><Labels name='a'/></View>", NoTags)]
    [InlineData("<View><Labels name='a' toName='t'/><HyperText name='t' value='$t'/></View>", NoTags)]
    public void LabelStudioConfig_OfNone_SaysWhy(string xml, string message)
    {
        var exception = Assert.Throws<FormatException>(() => LabelStudioConfig.Parse(xml));
        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Theory]
    [InlineData("<Labels name='a'/>", 10_000)]
    [InlineData("<Labels name='a' toName='b'/>", 6_000)]
    [InlineData("<Text name='a'/><Labels name='a'/>", 5_000)]
    public void LabelStudioConfig_OfManyTags_IsReadSwiftly(string tag, int times)
    {
        const int Fewer = 8;

        // A walk over all tags for each takes 64 times as long for eight times as many.
        var ratio = TimeOf(times) / TimeOf(times / Fewer);
        Assert.InRange(ratio, 0, 3 * Fewer);

        double TimeOf(int count)
        {
            var xml = $"<View>{string.Concat(Enumerable.Repeat(tag, count))}<Labels name='l' toName='t'/><Text name='t'/></View>";
            return Enumerable.Range(0, 7).Min(_ =>
            {
                var since = Stopwatch.StartNew();
                var names = LabelStudioConfig.Parse(xml).Names;
                Assert.Equal(("l", "t"), (names.Labels, names.Text));
                return since.Elapsed.TotalMilliseconds;
            });
        }
    }

    [Fact]
    public void LabelStudioConfig_OfSeveralObjects_TakesTheFirstOfTheConfig()
    {
        var config = LabelStudioConfig.Parse(
            "<View><Text name='b' value='$one'/><Text name='a' value='$two'/><Text name='b' value='$three'/><Labels name='l' toName='a, b'/></View>");
        Assert.Equal(("b", "one"), (config.Names.Text, config.TextField));
    }

    [Fact]
    public void LabelStudioConfig_AboveTheBound_IsRefused() => Assert.Equal(
        "the labelling config has more than 200000 characters",
        Assert.Throws<FormatException>(() => LabelStudioConfig.Parse(new string(' ', 200_001))).Message);

    [Fact]
    public void LabelStudioConfig_OfItsOwn_IsReadAsItsOwn()
    {
        var config = LabelStudioConfig.Parse(LabelStudioConfig.ToXml([EntityType.Person, EntityType.Parse("a <\u0001 \"b\"")]));
        Assert.Equal(LabelStudioConfig.Own.Names, config.Names);
        Assert.Equal("a <\uFFFD \"b\"", config.LabelsOf(EntityType.Parse("a <\uFFFD \"b\"")).Mask);
    }

    private static AnnotatedEntity Entity(string text, int start, int end, string type, params Region[] regions) => new()
    {
        Mention = new Mention(new TextSpan(start, end), EntityType.Parse(type), 0.5),
        Text = text[start..end],
        Regions = regions,
    };

    private static async Task<(XDocument Document, IReadOnlyList<string> Losses)> CvatAsync(AnnotationResult post)
    {
        using var stream = new MemoryStream();
        var losses = await ExportFormat.Cvat.WriteAsync(stream, [post]);
        stream.Position = 0;
        return (XDocument.Load(stream), losses);
    }

    private static async Task<JsonElement> PageAsync(AnnotationResult post, ExportOptions? options = null)
    {
        using var stream = new MemoryStream();
        await ExportFormat.WebAnnotation.WriteAsync(stream, [post], options, TestContext.Current.CancellationToken);
        using var page = JsonDocument.Parse(stream.ToArray());
        return page.RootElement.Clone();
    }

    private static Mask Unpacked(XElement element, int width, int height)
    {
        int Number(string name) => int.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
        var (left, top, columns) = (Number("left"), Number("top"), Number("width"));
        var pixels = new byte[width * height];
        var (at, inside) = (0, false);
        foreach (var run in element.Attribute("rle")!.Value.Split(", ").Select(r => int.Parse(r, CultureInfo.InvariantCulture)))
        {
            for (var end = at + run; at < end; at++)
            {
                pixels[((top + (at / columns)) * width) + left + (at % columns)] = (byte)(inside ? 1 : 0);
            }

            inside = !inside;
        }

        Assert.Equal(columns * Number("height"), at);
        return Mask.FromPixels(width, height, pixels);
    }
}
