using System.Text.Json;
using System.Text;
using CsCheck;
using Riveg.Formats;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.Stages;

namespace Riveg.Tests.Formats;

public sealed class AnnotationJsonTests
{
    private const string Text = "😀 Eileen Collins at NASA";

    private static AnnotationResult Sample => new()
    {
        PostId = "p1",
        Text = Text,
        Image = new AnnotatedImage("a.png", new ImageSize(4, 3)),
        Entities =
        [
            new AnnotatedEntity
            {
                Mention = new Mention(new TextSpan(3, 17), EntityType.Person, 0.98),
                Text = "Eileen Collins",
                Expansion = "an astronaut",
                Entailment = 0.93,
                Regions = [new Region(new Box(0, 1, 3, 3), 0.8) { Mask = Mask.FromPixels(4, 3, [0, 0, 0, 0, 1, 1, 1, 0, 0, 1, 0, 0]) }],
            },
            new AnnotatedEntity
            {
                Mention = new Mention(new TextSpan(21, 25), EntityType.Organization, 0.5),
                Text = "NASA",
                Entailment = 0.6,
                Regions = [new Region(new Box(0, 0, 0.5, 0.5), 0.4) { Unit = RegionUnit.Relative }],
            },
        ],
        Provenance = new Provenance
        {
            Profile = "builtin",
            Version = "0.1.0",
            Stages = new Dictionary<string, StageInfo> { ["recognition"] = new("builtin")
            {
                Model = "m",
                ModelSha256 = "00",
                Details = new Dictionary<string, string> { ["prompt"] = "7" }
            } },
            AuxiliaryKnowledge = "Named entities: none",
            Captions = ["a woman"],
            HasCandidates = true,
            HasObservations = false,
        },
    };

    [Fact]
    public void Converter_TeachesTheFormToAnyOptions()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        options.Converters.Add(AnnotationJson.Converter);
        var json = JsonSerializer.Serialize(new[] { Sample }, options);
        Assert.Equal($"[{JsonSerializer.Serialize(Sample, AnnotationJson.TypeInfo)}]", json);
        Assert.Equal("Eileen Collins", JsonSerializer.Deserialize<AnnotationResult[]>(json, options)![0].Entities[0].Text);
    }

    [Theory]
    [InlineData(false, 3, 17, "utf-16")]
    [InlineData(true, 2, 16, "code-points")]
    public void WriteLine_InEitherUnit_SaysTheUnitAndIsReadBackTheSame(bool codePoints, int start, int end, string name)
    {
        var unit = codePoints ? OffsetUnit.CodePoints : OffsetUnit.Utf16;
        var json = WriteLine(Sample, unit);
        using var document = JsonDocument.Parse(json);
        var entity = document.RootElement.GetProperty("entities")[0];
        Assert.Equal((name, start, end), (document.RootElement.GetProperty("offsets").GetString(),
            entity.GetProperty("start").GetInt32(),
            entity.GetProperty("end").GetInt32()));
        Assert.Equal(json, WriteLine(AnnotationJsonReader.Read(document.RootElement), unit));
    }

    [Fact]
    public void WriteLine_OfAnAnnotation_HasTheDocumentedForm()
    {
        using var document = JsonDocument.Parse(WriteLine(Sample, OffsetUnit.Utf16));
        var first = document.RootElement.GetProperty("entities")[0];
        Assert.Equal("""[0,1,3,3]""", first.GetProperty("regions")[0].GetProperty("box").GetRawText());
        Assert.Equal("[3,4]", first.GetProperty("regions")[0].GetProperty("mask").GetProperty("size").GetRawText());
        Assert.Equal("relative", document.RootElement.GetProperty("entities")[1].GetProperty("regions")[0].GetProperty("unit").GetString());
        Assert.Equal("7", document.RootElement
            .GetProperty("provenance")
            .GetProperty("stages")
            .GetProperty("recognition")
            .GetProperty("prompt")
            .GetString());
    }

    [Fact]
    public void ReadLines_WithBrokenLines_GivesEachItsFaultAndGoesOn()
    {
        var lines = AnnotationJsonReader
            .ReadLines(new StringReader($"{{\n\n{WriteLine(Sample, OffsetUnit.Utf16)}[1]\n"), "out.jsonl")
            .ToList();
        Assert.Equal([1, 3, 4], lines.Select(l => l.Number));
        Assert.StartsWith("out.jsonl:1: not JSON", lines[0].Fault, StringComparison.Ordinal);
        Assert.Equal("p1", lines[1].Result!.PostId);
        Assert.Equal("out.jsonl:4: an annotation is a JSON object", lines[2].Fault);
    }

    [Theory]
    [InlineData("""{"text":"a"}""", "\"id\" is missing")]
    [InlineData("""{"id":"1","text":"a","offsets":"bytes"}""", "\"offsets\" is \"bytes\", neither \"utf-16\" nor \"code-points\"")]
    [InlineData(
        """{"id":"1","text":"a","entities":[{"start":0,"end":2,"type":"PER"}]}""",
        "an entity at [0, 2) lies outside the text of 1 characters")]
    [InlineData("""{"id":"1","text":"a","entities":[{"start":0,"end":1}]}""", "\"type\" is missing")]
    [InlineData(
        """{"id":"1","text":"a","entities":[{"start":0,"end":1,"type":"PER","regions":[{"box":[1,2,3]}]}]}""",
        "a box has 3 numbers instead of 4")]
    [InlineData(
        """{"id":"1","text":"a","entities":[{"start":0,"end":1,"type":"PER","regions":[{"box":[1,2,3,4],"unit":"cm"}]}]}""",
        "a region's \"unit\" is \"cm\", neither \"pixels\" nor \"relative\"")]
    [InlineData(
        """{"id":"1","text":"a","entities":[{"start":0,"end":1,"type":"PER","regions":[{"box":[1,2,3,4],"mask":{"size":["""
            + """2],"counts":"4"}}]}]}""",
        "a mask's \"size\" is no pair [height, width]")]
    [InlineData("""{"id":"1","text":"a","entities":5}""", "\"entities\" is no list")]
    [InlineData("""{"id":"1","text":"a","observations":[{"kind":"object","label":"x","box":[0,0,1,-1e999]}]}""", "the number -1e999 is too large")]
    [InlineData("""{"id":"1","text":"a","observations":[{"kind":"object","label":"x","score":1e400}]}""", "the number 1e400 is too large")]
    [InlineData("""{"id":"1","text":"a","entities":[{"start":0,"end":1,"type":"PER","score":1e999}]}""", "the number 1e999 is too large")]
    [InlineData(
        """{"id":"1","text":"a","entities":[{"start":0,"end":1,"type":"PER","regions":[{"box":[1e999,2,3,4]}]}]}""",
        "the number 1e999 is too large")]
    [InlineData(
        """{"id":"1","text":"a","entities":[{"start":0,"end":1,"type":"PER","candidates":[{"box":[1,2,3,1e999]}]}]}""",
        "the number 1e999 is too large")]
    [InlineData(
        """{"id":"1","text":"a","provenance":{"minScore":100000000000000000000000000e999}}""",
        "the number 10000000000000000000... is too large")]
    public void Read_Malformed_SaysWhatIsWrong(string json, string message)
    {
        using var document = JsonDocument.Parse(json);
        Assert.Equal(message, Assert.Throws<FormatException>(() => AnnotationJsonReader.Read(document.RootElement)).Message);
    }

    // The reference counts with Rune, as Python's len does; the names stand before, between and behind emoji, and are emoji themselves.
    [Fact]
    public void WriteLine_NamesAmongEmoji_AreCountedInCodePointsAndReadBack()
    {
        var piece = Gen.OneOf(new[] { "a", "é", "e\u0301", "👩🏽‍🚀", "🇳🇴", "𝔄", "漢", " " }.Select(Gen.Const).ToArray());
        (from before in piece.Array[0, 6]
            from name in piece.Array[1, 4]
            from behind in piece.Array[0, 3]
            select (before, name, behind)).Sample(c =>
        {
            var (before, name) = (string.Concat(c.before), string.Concat(c.name));
            var span = new TextSpan(before.Length, before.Length + name.Length);
            var text = before + name + string.Concat(c.behind);
            var result = new AnnotationResult
            {
                PostId = "1",
                Text = text,
                Entities = [new AnnotatedEntity { Mention = new Mention(span, EntityType.Other), Text = name }]
            };
            using var document = JsonDocument.Parse(WriteLine(result, OffsetUnit.CodePoints));
            var entity = document.RootElement.GetProperty("entities")[0];
            var start = before.EnumerateRunes().Count();
            return entity.GetProperty("start").GetInt32() == start
                && entity.GetProperty("end").GetInt32() == start + name.EnumerateRunes().Count()
                && AnnotationJsonReader.Read(document.RootElement).Entities[0].Mention.Span == span;
        });
    }

    private static string WriteLine(AnnotationResult result, OffsetUnit unit)
    {
        using var stream = new MemoryStream();
        new AnnotationJsonWriter(unit).WriteLine(stream, result);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
