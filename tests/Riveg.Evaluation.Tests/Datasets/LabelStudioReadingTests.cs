using System.Globalization;
using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.LabelStudio;
using Riveg.Regions;

namespace Riveg.Evaluation.Tests.Datasets;

/// <summary>Label Studio's exports as a data set.</summary>
public sealed class LabelStudioReadingTests
{
    private const string Span =
        """{"id":"s","from_name":"l","to_name":"t","type":"labels","value":{"start":2,"end":5,"text":"Ada","labels":["PER"]}}""";

    private const string Joined = """{"type":"relation","from_id":"s","to_id":"b","direction":"right"}""";

    [Fact]
    public void ReadSplit_OfAnnotations_TakesTheGroundTruthElseTheLastThatWasNotSkipped()
    {
        static string Annotation(string label, string further) =>
            $$"""{"result":[{{Span.Replace("PER", label, StringComparison.Ordinal)}}]{{further}}}""";

        var chosen = Annotation("A", ",\"ground_truth\":true");
        Assert.Equal("A", TypeOf($"\"annotations\":[{chosen},{Annotation("B", string.Empty)}]"));
        Assert.Equal("B", TypeOf($"\"annotations\":[{Annotation("A", string.Empty)},{Annotation("B", string.Empty)}]"));
        Assert.Equal(
            "A", TypeOf($"\"annotations\":[{Annotation("A", string.Empty)},{Annotation("B", ",\"was_cancelled\":true")}]"));
        Assert.Equal("P", TypeOf($"\"annotations\":[],\"predictions\":[{Annotation("P", string.Empty)}]"));
        Assert.Equal("A", TypeOf($"\"annotations\":[{Annotation("A", string.Empty)}],\"predictions\":[7]"));

        static string TypeOf(string marks) => Assert.Single(Only($$"""{"data":{"text":"😀 Ada"},{{marks}}}""").Entities).Type.Name;
    }

    [Fact]
    public void ReadSplit_OfRelations_JoinsBoxesInEitherDirectionAndThroughEachOther()
    {
        var post = Only(Task(
            Span,
            """{"id":"r","type":"labels","value":{"start":9,"end":13,"text":"Rome","labels":["LOC"]}}""",
            Box("b", 10, 10, 20, 20),
            Box("c", 50, 10, 20, 20),
            Box("d", 70, 70, 20, 20),
            """{"type":"relation","from_id":"b","to_id":"s"}""",
            """{"type":"relation","from_id":"b","to_id":"c"}""",
            """{"type":"relation","from_id":"s","to_id":"r"}""",
            """{"type":"relation","from_id":"r","to_id":"d"}"""));
        Assert.Equal([new Box(20, 10, 60, 30), new Box(100, 10, 140, 30)], post.Entities[0].Boxes);
        Assert.Equal([new Box(140, 70, 180, 90)], post.Entities[1].Boxes);
    }

    [Fact]
    public void ReadSplit_OfATurnedBox_TakesTheBoxAround()
    {
        var turned = Box("b", 50, 10, 10, 20).Replace("\"rotation\":0", "\"rotation\":90", StringComparison.Ordinal);

        // 20 x 20 pixels, turned around (100, 10).
        Assert.Equal([new Box(80, 10, 100, 30)], Only(Task(Span, turned, Joined)).Entities[0].Boxes);
    }

    [Fact]
    public void ReadSplit_OfOldOffsets_GoesByTheWords()
    {
        // Before Label Studio 1.4 they counted UTF-16 units.
        var old = Span.Replace("\"start\":2,\"end\":5", "\"start\":3,\"end\":6", StringComparison.Ordinal);
        var post = Only(Task(old));
        Assert.Equal("Ada", post.Entities[0].Span.Of(post.Post.Text));
    }

    [Theory]
    [InlineData("/data/local-files/?d=posts%2F%C3%A4%201.png", "posts/ä 1.png")]
    [InlineData("/data/upload/3/0a1b2c3d-1.png", "1.png")]
    [InlineData("https://example.org/a/1.png?x=y", "a/1.png")]
    [InlineData("s3://bucket/a/1.png", "a/1.png")]
    [InlineData("a/1.png", "a/1.png")]
    [InlineData("", null)]
    public void ReadSplit_OfAnAddress_NamesThePictureAsAFile(string address, string? expected) => Assert.Equal(
        expected,
        Only($$"""{"data":{"text":"😀 Ada","image":"{{address}}"},"annotations":[{"result":[]}]}""").Post.Image?.Name);

    [Fact]
    public void ReadSplit_OfAProjectsOwnFields_FindsTextAndPicture()
    {
        var post = Only("""{"id":9,"data":{"tweet":"😀 Ada","photo":"/data/upload/1/x.jpg","likes":3},"annotations":[{"result":[]}]}""");
        Assert.Equal(("9", "😀 Ada", "x.jpg"), (post.Post.Id, post.Post.Text, post.Post.Image?.Name));
    }

    [Theory]
    [InlineData("7", "no task of a Label Studio export: \"data\" is missing (export as JSON, not as JSON-MIN)")]
    [InlineData("{}", "no task of a Label Studio export: \"data\" is missing (export as JSON, not as JSON-MIN)")]
    [InlineData(
        """{"data":{"text":"Ada","a":1},"annotations":[]}""",
        "nobody annotated the task: it has no \"annotations\" or \"predictions\" with a \"result\"")]
    [InlineData(
        """{"data":{"text":"Ada"},"annotations":[{"result":{}}]}""",
        "nobody annotated the task: it has no \"annotations\" or \"predictions\" with a \"result\"")]
    [InlineData(
        """{"data":{"a":"x","b":"y"},"annotations":[{"result":[]}]}""",
        "the task's \"data\" has no \"text\", and not just one other field that could be it")]
    [InlineData("""{"data":{"text":"Ada\ud800"},"annotations":[{"result":[]}]}""", "a string holds half a surrogate pair")]
    public void ReadSplit_OfNoTask_SaysWhyAndGoesOn(string task, string message)
    {
        using var folder = new DatasetFolder().With("x.json", $"[{task},{Task(Span)}]");
        var dataset = DatasetReference.Parse($"label-studio:{folder.PathOf("x.json")}").ReadSplit(null);
        Assert.Single(dataset.Posts);
        Assert.Equal(
            $"{folder.PathOf("x.json")}: post 1: {message}; correct it or leave it out.", Assert.Single(dataset.Faults).ToString());
    }

    [Theory]
    [InlineData("7", "a mark of its \"result\" is no object; it is left out.")]
    [InlineData("""{"id":7,"type":"labels","value":{}}""", "a mark of the type \"labels\" has no \"id\" or no \"value\"; it is left out.")]
    [InlineData(
        """{"id":"x","type":"labels","value":{"start":0,"end":99,"labels":["A"]}}""",
        "a span's \"start\" or \"end\" is no place in the text of 14 characters; it is left out.")]
    [InlineData(
        """{"id":"x","type":"labels","value":{"start":-1,"end":1,"labels":["A"]}}""",
        "a span's \"start\" or \"end\" is no place in the text of 14 characters; it is left out.")]
    [InlineData(
        """{"id":"x","type":"labels","value":{"start":"0","end":1.5,"labels":["A"]}}""",
        "a span's \"start\" or \"end\" is no place in the text of 14 characters; it is left out.")]
    [InlineData(
        """{"id":"x","type":"labels","value":{"start":9,"end":13,"text":"Bonn","labels":["A"]}}""",
        "the span [9, 13) is \"Rome\", and its \"text\" says \"Bonn\"; it is left out.")]
    [InlineData(
        """{"id":"x","type":"labels","value":{"start":9,"end":13,"labels":[]}}""", "the span \"Rome\" has no label; it is left out.")]
    [InlineData(
        """{"id":"x","type":"labels","value":{"start":9,"end":13,"labels":["A","B"]}}""",
        "the span \"Rome\" has 2 labels; the first counts, \"A\".")]
    [InlineData(
        """{"id":"b","type":"rectanglelabels","original_width":200,"original_height":100,"value":{"x":"NaN","y":0,"width":1,"height":1}}""",
        "a box has no numbers \"x\", \"y\", \"width\" and \"height\"; it is left out.")]
    [InlineData(
        """{"id":"b","type":"rectanglelabels","original_width":200,"original_height":100,"value":{"x":1e999,"y":0,"width":1,"height":1}}""",
        "a box has no numbers \"x\", \"y\", \"width\" and \"height\"; it is left out.")]
    [InlineData(
        """{"id":"b","type":"rectanglelabels","original_width":200,"original_height":100,"value":{"x":150,"y":0,"width":50,"height":50}}""",
        "the box 300 0 400 50 of \"Ada\" is not inside the picture of 200 x 100, so that no prediction matches it; it is left out.")]
    [InlineData(
        """{"id":"b","type":"rectanglelabels","image_rotation":90,"value":{"x":1,"y":0,"width":1,"height":1}}""",
        "a mark was made in a picture that was turned on the screen (\"image_rotation\"); it is left out.")]
    [InlineData(
        """{"id":"b","type":"rectanglelabels","value":{"x":1,"y":0,"width":1,"height":1,"rotation":9}}""",
        "a box is turned, and \"original_width\" and \"original_height\" are missing; it is left out.")]
    [InlineData("""{"id":"b","type":"brushlabels","value":{"format":"png"}}""", "a brush is in the format \"png\", not in \"rle\"; it is left out.")]
    [InlineData("""{"id":"b","type":"brushlabels","value":{"format":"rle"}}""", "a brush has no \"rle\"; it is left out.")]
    [InlineData(
        """{"id":"b","type":"brushlabels","value":{"format":"rle","rle":[]}}""",
        "a brush has no \"original_width\" and \"original_height\" from 1 on, of 100 million pixels at most; it is left out.")]
    [InlineData(
        """{"id":"b","type":"brushlabels","original_width":1000000,"original_height":1000000,"value":{"format":"rle","rle":[0]}}""",
        "a brush has no \"original_width\" and \"original_height\" from 1 on, of 100 million pixels at most; it is left out.")]
    [InlineData(
        """{"id":"b","type":"brushlabels","original_width":2,"original_height":2,"value":{"format":"rle","rle":[0,0,0,16]}}""",
        "the brush's \"rle\" has 4 bytes, fewer than its head; it is left out.")]
    [InlineData(
        """{"id":"b","type":"brushlabels","original_width":2,"original_height":2,"value":{"format":"rle","rle":[0,0,0,16,57,27,255,0]}}""",
        "the brush's \"rle\" ends before the picture does; it is left out.")]
    [InlineData(
        """{"id":"b","type":"brushlabels","original_width":2,"original_height":2,"value":{"format":"rle","rle":[0,0,99,99,57,27,255,0]}}""",
        "the brush's \"rle\" is of 25443 bytes, not of the 16 of a picture of 2 x 2 (4 a pixel); it is left out.")]
    [InlineData(
        """{"id":"b","type":"brushlabels","original_width":2,"original_height":2,"value":{"format":"rle","rle":[0,256]}}""",
        "number 2 of a brush's \"rle\" is no byte; it is left out.")]
    [InlineData("""{"type":"relation","from_id":"s"}""", "a relation has no \"from_id\" or \"to_id\"; it is left out.")]
    [InlineData("""{"id":"p","type":"polygonlabels","value":{}}""", "1 of its marks are of the type \"polygonlabels\", which is not read.")]
    public void ReadSplit_OfAWrongMark_SaysWhyAndKeepsTheOthers(string mark, string message)
    {
        var joins = mark.Contains("\"id\":\"b\"", StringComparison.Ordinal) ? $",{Joined}" : string.Empty;
        using var folder = new DatasetFolder().With("x.json", $"[{Task(Span, mark + joins)}]");
        var dataset = DatasetReference.Parse($"label-studio:{folder.PathOf("x.json")}").ReadSplit(null);
        Assert.Equal("Ada", dataset.Posts[0].Entities[0].Span.Of(dataset.Posts[0].Post.Text));
        Assert.Equal(message, Assert.Single(dataset.Faults).Message);
    }

    [Fact]
    public void ReadSplit_OfABoxThatNobodyJoined_LeavesItOutAndSaysSo()
    {
        using var folder = new DatasetFolder().With("x.json", $"[{Task(Span, Box("b", 10, 10, 20, 20))}]");
        var dataset = DatasetReference.Parse($"label-studio:{folder.PathOf("x.json")}").ReadSplit(null);
        Assert.Equal(
            "one of its boxes and masks is joined to no name by a relation; it is left out.", Assert.Single(dataset.Faults).Message);
        Assert.Empty(dataset.Posts[0].Entities[0].Boxes);
    }

    [Fact]
    public void ReadSplit_OfAMaskAlone_HasTheBoxAroundIt()
    {
        var mask = Mask.FromPixels(4, 2, [0, 1, 1, 0, 0, 1, 0, 0]);
        var packed = string.Join(',', BrushRle.Encode(mask).Select(b => b.ToString(CultureInfo.InvariantCulture)));
        var post = Only(Task(Span, Joined, $$"""
            {"id":"b","type":"brushlabels","original_width":4,"original_height":2,"value":{"format":"rle","rle":[{{packed}}]} }
            """));
        Assert.Equal(mask, Assert.Single(post.Entities[0].Masks));
        Assert.Equal(new Box(1, 0, 3, 2), Assert.Single(post.Entities[0].Boxes));
    }

    private static string Task(params string[] marks) =>
        $$"""{"data":{"text":"😀 Ada in Rome","image":"1.png"},"annotations":[{"result":[{{string.Join(',', marks)}}]}]}""";

    private static string Box(string id, int x, int y, int width, int height) => $$"""
        {"id":"{{id}}","type":"rectanglelabels","original_width":200,"original_height":100,
         "value":{"x":{{x}},"y":{{y}},"width":{{width}},"height":{{height}},"rotation":0,"rectanglelabels":["PER"]} }
        """;

    private static GoldPost Only(string task)
    {
        using var folder = new DatasetFolder().With("x.json", $"[{task}]");
        var dataset = DatasetReference.Parse($"label-studio:{folder.PathOf("x.json")}").ReadSplit(null);
        Assert.Equal([], dataset.Faults.Select(f => f.ToString()));
        return Assert.Single(dataset.Posts);
    }
}
