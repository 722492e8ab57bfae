using System.Diagnostics;
using System.Text;
using Riveg.Evaluation.Datasets;
using Riveg.Regions;

namespace Riveg.Evaluation.Tests.Datasets;

public sealed class VocReadingTests
{
    private const string Size = "<size><width>200</width><height>100</height></size>";
    private static readonly string Box = Bounds("10 20 60 80");

    [Theory]
    [InlineData("<annotation xmlns='http://example.org/voc'>SIZE<object><name>Ada Byron</name>BOX</object></annotation>")]
    [InlineData(
        "<v:annotation xmlns:v='urn:v'><v:size><v:width>200</v:width><v:height>100</v:height></v:size><v:object><v:name>Ada "
        + "Byron</v:name><v:bndbox><v:xmin>10</v:xmin><v:ymin>20</v:ymin><v:xmax>60</v:xmax><v:ymax>80</v:ymax></v:bndbox></v:object></v:"
        + "annotation>")]
    [InlineData("<!DOCTYPE annotation><annotation>SIZE<object><name>Ada Byron</name>BOX</object></annotation>")]
    [InlineData("<!DOCTYPE annotation SYSTEM 'file:///etc/passwd'><annotation>SIZE<object><name>Ada Byron</name>BOX</object></annotation>")]
    [InlineData("<annotation>SIZE<object><name> ada  byron </name>BOX</object></annotation>")]
    [InlineData(
        "<annotation>SIZE<object><name>Ada "
        + "Byron</name>BOX<part><name>head</name><bndbox><xmin>1</xmin></bndbox></part></object></annotation>")]
    public void ReadSplit_VocOfOtherTools_GivesTheBox(string xml)
    {
        using var set = Set(xml);
        var dataset = set.Read("twitter-gmner");
        Assert.Empty(dataset.Faults);
        Assert.Equal(
            (new ImageSize(200, 100), new Box(10, 20, 60, 80)),
            (dataset.Posts[0].ImageSize!.Value, Assert.Single(dataset.Posts[0].Entities[0].Boxes)));
    }

    [Theory]
    [InlineData("gb2312", 936)]
    [InlineData("GBK", 936)]
    [InlineData("gb18030", 54936)]
    [InlineData("Shift_JIS", 932)]
    public void ReadSplit_DeclaredEncoding_IsHonoured(string name, int page)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(page)!;
        using var set = new DatasetFolder().With("txt/dev.txt", "IMGID:1\n東京\tB-LOC\n")
            .With("xml/1.xml", encoding.GetBytes(
                $"<?xml version=\"1.0\" encoding=\"{name}\"?><annotation>{Size}<object><name>東京</name>{Box}</object></annotation>"));
        var dataset = set.Read("twitter-gmner");
        Assert.Empty(dataset.Faults);
        Assert.True(dataset.Posts[0].Entities[0].IsGroundable);
    }

    [Fact]
    public void ReadSplit_SeveralBoxesOfOneObject_AreAllRead()
    {
        using var set = Set($"<annotation>{Size}<object><name>Ada Byron</name>{Box}{Bounds("100 20 150 80")}</object></annotation>");
        Assert.Equal([new Box(10, 20, 60, 80), new Box(100, 20, 150, 80)], set.Read("twitter-gmner").Posts[0].Entities[0].Boxes);
    }

    [Fact]
    public void ReadSplit_BoxOfZeros_IsNone()
    {
        using var set = Set($"<annotation>{Size}<object><name>Ada Byron</name>{Bounds("0 0 0 0")}</object></annotation>");
        var dataset = set.Read("twitter-gmner");
        Assert.Empty(dataset.Faults);
        Assert.False(dataset.Posts[0].Entities[0].IsGroundable);
    }

    [Theory]
    [InlineData(
        "<annotation>SIZE<object><name>Ada "
        + "Byron</name><bndbox><xmin>0.05</xmin><ymin>0.1</ymin><xmax>0.25</xmax><ymax>1</ymax></bndbox></object></annotation>",
        "the box 0.05 0.1 0.25 1 of \"Ada Byron\" is in fractions of the picture, not in pixels; it is left out.")]
    [InlineData("<annotation>SIZE<object><name>Ada Byron</name></object></annotation>", "the object \"Ada Byron\" has no bndbox.")]
    [InlineData(
        "<annotation>SIZE<object><name>Ada Byron</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax></bndbox></object></annotation>",
        "the object \"Ada Byron\" has no complete bndbox.")]
    [InlineData("<annotation>SIZE<object><name>Bob</name>BOX</object></annotation>", "\"Bob\" is no entity of the post at DEV:2.")]
    [InlineData("<annotation/>", "the picture's size is missing or 0.")]
    [InlineData("no XML", "the annotation cannot be read: not XML at line 1, character 1.")]
    [InlineData("", "the annotation cannot be read: it holds no element.")]
    [InlineData("<annotation>\n<size>", "the annotation cannot be read: not XML at line 2, character 7.")]
    [InlineData("<annotation>&x;</annotation>", "the annotation cannot be read: not XML at line 1, character 14.")]
    [InlineData(
        "<?xml version='1.0' encoding='klingon'?><annotation/>", "the annotation cannot be read: its encoding \"klingon\" is not known.")]
    public void ReadSplit_FaultyVoc_IsSaidInTheUsersWords(string xml, string fault)
    {
        using var set = Set(xml);
        Assert.Equal(
            $"{set.PathOf("xml/1.xml")}: {fault.Replace("DEV", set.PathOf("txt/dev.txt"))}",
            Assert.Single(set.Read("twitter-gmner").Faults).ToString());
    }

    [Fact]
    public void ReadSplit_BytesOfAnotherEncodingThanDeclared_AreAFault()
    {
        using var set = Set(string.Empty).With(
            "xml/1.xml", [.. "<annotation><object><name>Beyonc"u8, 0xE9, .. "</name></object></annotation>"u8]);
        Assert.Contains(
            "its bytes are not of the encoding that it declares",
            Assert.Single(set.Read("twitter-gmner").Faults).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ReadSplit_DeepNesting_IsRefusedAtOnce()
    {
        const int Levels = 100_000;
        using var set = Set(
            $"<annotation>{string.Concat(Enumerable.Repeat("<part>", Levels))}{string.Concat(Enumerable.Repeat("</part>", Levels))}"
            + "</annotation>");
        var watch = Stopwatch.StartNew();
        Assert.Contains(
            "nested more than 100 levels deep", Assert.Single(set.Read("twitter-gmner").Faults).Message, StringComparison.Ordinal);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 2);
    }

    [Fact]
    public void ReadSplit_SeveralPostsOfOnePicture_ShareItAndNoNameIsAStranger()
    {
        using var set = new DatasetFolder().With("txt/dev.txt", "IMGID:1\nAda\tB-PER\n\nIMGID:1\nBob\tB-PER\n")
            .With(
                "xml/1.xml",
                $"<annotation>{Size}<object><name>Ada</name>{Box}</object><object><name>Bob</name>{Box}</object></annotation>");
        var dataset = set.Read("twitter-gmner");
        Assert.Equal(DatasetFaultKind.DuplicateId, Assert.Single(dataset.Faults).Kind);
        Assert.All(dataset.Posts, p => Assert.True(p.Entities[0].IsGroundable));
    }

    [Theory]
    [InlineData("O\u2019Brien", "O'Brien")]
    [InlineData("O&#39;Brien", "O'Brien")]
    [InlineData("O&#39 ; Brien", "O\u2019Brien")]
    [InlineData("AT &amp T", "AT&amp;T")]
    [InlineData("\"Weird Al\"", "&quot;Weird Al&quot;")]
    [InlineData("Spider\u2011Man", "spider-man")]
    [InlineData("Lon\u00ADdon", "London")]
    [InlineData("Beyonc\u00E9", "Beyonce\u0301")]
    [InlineData("Beyonce\u0301", "BEYONC\u00C9")]
    [InlineData("\uFF21\uFF34\uFF06\uFF34", "AT&T")]
    [InlineData("Heart \u2764\uFE0F", "Heart \u2764")]
    public void ReadSplit_NameWrittenOtherwise_IsTheSameEntity(string text, string name)
    {
        var rows = text.Split(' ').Select((t, i) => $"{t}\t{(i == 0 ? 'B' : 'I')}-PER\n");
        using var set = new DatasetFolder().With("txt/dev.txt", $"IMGID:1\n{string.Concat(rows)}")
            .With(
                "xml/1.xml",
                $"<annotation>{Size}<object><name>{name.Replace("&", "&amp;", StringComparison.Ordinal)}</name>{Box}</object>"
                + "</annotation>");
        var dataset = set.Read("twitter-gmner");
        Assert.Empty(dataset.Faults);
        Assert.True(dataset.Posts[0].Entities[0].IsGroundable);
    }

    [Fact]
    public void FindOrphans_AnnotationsWithoutPost_AreTold()
    {
        using var set = Set($"<annotation>{Size}</annotation>").With("xml/9.xml", "<annotation/>");
        var reference = DatasetReference.Parse($"twitter-gmner:{set.Root}");
        Assert.Equal(
            [$"{set.PathOf("xml/9.xml")}: no post of any split has this id."],
            reference.FindOrphans([reference.ReadSplit("dev")]).Select(f => f.ToString()));
    }

    private static string Bounds(string corners) => corners.Split(' ') is [var x0, var y0, var x1, var y1]
        ? $"<bndbox><xmin>{x0}</xmin><ymin>{y0}</ymin><xmax>{x1}</xmax><ymax>{y1}</ymax></bndbox>"
        : throw new ArgumentException(corners);

    private static DatasetFolder Set(string xml) => new DatasetFolder().With("txt/dev.txt", "IMGID:1\nAda\tB-PER\nByron\tI-PER\n")
        .With("xml/1.xml", xml.Replace("SIZE", Size, StringComparison.Ordinal).Replace("BOX", Box, StringComparison.Ordinal));
}
