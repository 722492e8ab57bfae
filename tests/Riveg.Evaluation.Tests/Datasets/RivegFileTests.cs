using System.IO.Compression;
using System.Text;
using Riveg.Evaluation.Datasets;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Evaluation.Tests.Datasets;

/// <summary>One's own annotated posts as a data set.</summary>
public sealed class RivegFileTests
{
    private const string Line =
        """{"id":"7","text":"😀 Ada met Bob","offsets":"utf-16","image":{"path":"a/7.jpg","width":200,"height":100},"tokens":[[0,2],[3,"""
            + """6],[7,10],[11,14]],"entities":[{"start":3,"end":6,"text":"Ada","type":"PER","score":1,"regions":[{"box":[10,20,30,"""
            + """40],"score":1},{"box":[0.5,0.5,1,1],"unit":"relative"}]},{"start":11,"end":14,"type":"Robot","regions":"""
            + """[]}],"provenance":{"profile":"builtin"}}""";

    [Fact]
    public void ReadSplit_WhatAnnotateWrites_IsGold()
    {
        using var folder = new DatasetFolder().With("own.jsonl", Line + "\n");
        var dataset = Read(folder, "own.jsonl");
        Assert.Equal(("riveg", "own"), (dataset.Name, dataset.Split));
        Assert.Empty(dataset.Faults);
        var post = Assert.Single(dataset.Posts);
        Assert.Equal(("7", new ImageSize(200, 100), $"{folder.PathOf("own.jsonl")}:1"), (post.Post.Id, post.ImageSize, post.Location));
        Assert.Equal(4, post.Post.Tokens!.Count);
        Assert.Equal(folder.PathOf("a/7.jpg"), post.Post.Image!.FilePath);
        Assert.Equal([("Ada", "PER"), ("Bob", "Robot")], post.Entities.Select(e => (e.Span.Of(post.Post.Text), e.Type.Name)));
        Assert.Equal([new Box(10, 20, 30, 40), new Box(100, 50, 200, 100)], post.Entities[0].Boxes);
        Assert.False(post.Entities[1].IsGroundable);
    }

    [Fact]
    public void ReadSplit_OtherForms_AreReadAsPostsAre()
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Line));
        }

        using var folder = new DatasetFolder()
            .With("a.json", $"[\n{Line},\n{Line.Replace("\"7\"", "\"8\"", StringComparison.Ordinal)}\n]")
            .With("b.jsonl.gz", packed.ToArray());
        Assert.Equal(["7", "8"], Read(folder, "a.json").Posts.Select(p => p.Post.Id));
        Assert.Equal(("b", 1), (Read(folder, "b.jsonl.gz").Split, Read(folder, "b.jsonl.gz").Posts.Count));
    }

    [Fact]
    public void ReadSplit_SmallForm_AndCodePoints_AreGold()
    {
        using var folder = new DatasetFolder().With(
            "own.jsonl",
            """{"id":7,"text":"😀 Ada met Bob","offsets":"code-points","image":"7.jpg","entities":[{"start":10,"end":"""
                + """13,"type":"PER","boxes":[[1,2,30,40],[5,6,70,80]]},{"start":2,"end":5,"type":"PER","box":null}]}""");
        var dataset = Read(folder, "own.jsonl");
        Assert.Empty(dataset.Faults);
        var post = Assert.Single(dataset.Posts);
        Assert.Equal([("Ada", 0), ("Bob", 2)], post.Entities.Select(e => (e.Span.Of(post.Post.Text), e.Boxes.Count)));
        Assert.Null(post.Post.Tokens);
        Assert.Equal(["😀", "Ada", "met", "Bob"], post.Tokens.Select(t => t.Of(post.Post.Text)));
    }

    [Theory]
    [InlineData(
        """{"id":"1","text":"Ada"}""",
        0,
        "\"entities\" is missing or no list; [] says that the post names nothing; correct the line or leave it out.")]
    [InlineData(
        """{"id":"1","text":"Ada","entities":{}}""",
        0,
        "\"entities\" is missing or no list; [] says that the post names nothing; correct the line or leave it out.")]
    [InlineData(
        """{"id":"1","text":"Ada","entities":["PER"]}""",
        0,
        "an entity is no object with \"start\", \"end\" and \"type\"; correct the line or leave it out.")]
    [InlineData("""{"id":"1","entities":[]}""", 0, "\"text\" is missing or no string; correct the line or leave it out.")]
    [InlineData(
        """{"id":"1","text":"Ada","entities":[{"start":0,"end":3}]}""", 0, "\"type\" is missing; correct the line or leave it out.")]
    [InlineData(
        """{"id":"1","text":"Ada","entities":[{"start":0,"end":9,"type":"PER"}]}""",
        0,
        "an entity at [0, 9) lies outside the text of 3 characters; correct the line or leave it out.")]
    [InlineData(
        """{"id":"1","text":"Ada","entities":[{"start":0,"end":3,"type":"PER","bbox":[1,2,3,4]}]}""",
        0,
        "\"bbox\" is not read; a box stands in \"box\":[x0,y0,x1,y1], in pixels from the left top corner to the right bottom one; "
        + "correct the line or leave it out.")]
    [InlineData(
        """{"id":"1","text":"Ada","entities":[{"start":0,"end":3,"type":"PER","box":[1,2,3]}]}""",
        0,
        "a box has 3 numbers instead of 4; correct the line or leave it out.")]
    [InlineData(
        """{"id":"1","text":"Ada","entities":[{"start":0,"end":3,"type":"PER","box":[1,2,3,4],"regions":[]}]}""",
        0,
        "an entity has \"regions\" and \"box\"; give one of them; correct the line or leave it out.")]
    [InlineData(
        """{"id":"1","text":"Ada","entities":[],"error":{"stage":"input","message":"too long."}}""",
        0,
        "the post failed when it was annotated (too long), so nothing is known of it; correct the line or leave it out.")]
    [InlineData(
        """{"id":"1","text":"Ada\ud800","entities":[]}""", 0, "a string holds half a surrogate pair; correct the line or leave it out.")]
    [InlineData("""{"id":"1",""", 0, "not JSON at character 10; correct the line or leave it out.")]
    [InlineData(
        """{"id":"1","text":"Ada","image":{"path":"1.jpg"},"entities":[{"start":0,"end":3,"type":"PER","box":[0.1,0.1,0.5,0.5]}]}""",
        1,
        "the box 0.1 0.1 0.5 0.5 of \"Ada\" is in fractions of the picture, not in pixels; it is left out.")]
    [InlineData(
        """{"id":"1","text":"Ada","image":{"path":"1.jpg"},"entities":[{"start":0,"end":3,"type":"PER","box":[0.1,0.1,0.5,"""
            + """0.5],"unit":"relative"}]}""",
        1,
        "the box of \"Ada\" is in fractions of a picture whose \"width\" and \"height\" the \"image\" does not say, and which "
            + "cannot be opened; it is left out.")]
    [InlineData(
        """{"id":"1","text":"Ada","image":{"path":"1.jpg","width":20,"height":20},"entities":[{"start":0,"end":3,"type":"PER","box":[1,"""
            + """1,50,5]}]}""",
        1,
        "the box 1 1 50 5 of \"Ada\" is not inside the picture of 20 x 20, so that no prediction matches it; it is left out.")]
    [InlineData(
        """{"id":"1","text":"Ada","image":{"path":"1.jpg","width":20,"height":20},"entities":[{"start":0,"end":3,"type":"PER","box":[1,"""
            + """1,25,5]}]}""",
        1,
        "the box 1 1 25 5 of \"Ada\" is not inside the picture of 20 x 20; it stays as it is.")]
    [InlineData(
        """{"id":"1","text":"Ada","entities":[{"start":0,"end":3,"type":"PER","box":[-9,1,5,5]}]}""",
        1,
        "the box -9 1 5 5 of \"Ada\" is not inside its picture, so that no prediction matches it; it is left out.")]
    [InlineData(
        """{"id":"1","text":"Ada","entities":[{"start":0,"end":3,"type":"PER","box":[5,5,5,9]}]}""",
        1,
        "the box 5 5 5 9 of \"Ada\" has no area; it is left out.")]
    [InlineData(
        """{"id":"1","text":"Ada","entities":[{"start":0,"end":3,"type":""}]}""",
        0,
        "\"type\" is empty; correct the line or leave it out.")]
    [InlineData(
        """{"id":"1","text":"Ada","entities":[{"start":0,"start":0,"end":3,"type":"PER"}]}""",
        0,
        "\"start\" stands there twice; correct the line or leave it out.")]
    [InlineData(
        """{"id":"1","text":"Ada","entities":[],"entities":[{"start":0,"end":3,"type":"PER"}]}""",
        0,
        "\"entities\" stands there twice; correct the line or leave it out.")]
    [InlineData(
        """{"id":"1","text":"Ada","entities":[{"start":0,"end":3,"type":"PER","box":[1,1,5,5],"mask":"4"}]}""",
        0,
        "a mask is no object with \"size\" and \"counts\"; correct the line or leave it out.")]
    [InlineData(
        """{"id":"1","text":"Ada","entities":[],"error":"too long"}""",
        0,
        "a fault is no object; correct the line or leave it out.")]
    [InlineData("""{"id":"1","text":" ","entities":[]}""", 0, "The text is empty; a post needs some text; the post is left out.")]
    [InlineData(
        """{"id":"1","text":"Ada","entities":[{"start":0,"end":3,"type":"PER","box":[9,9,5,5]}]}""",
        1,
        "the box 9 9 5 5 of \"Ada\" is reversed (a box goes from its left top corner to its right bottom one); it is left out.")]
    [InlineData(
        """{"id":"1","text":"Ada Byron","entities":[{"start":0,"end":9,"type":"PER"},{"start":4,"end":9,"type":"PER"}]}""",
        1,
        "\"Byron\" overlaps \"Ada Byron\" before it; it is left out.")]
    [InlineData(
        """{"id":"1","text":"Ada  x","entities":[{"start":3,"end":5,"type":"PER"}]}""",
        1,
        "an entity at [3, 5) has no word; it is left out.")]
    [InlineData(
        """{"id":"1","text":"😀Ada","entities":[{"start":1,"end":5,"type":"PER"}]}""",
        1,
        "an entity at [1, 5) begins or ends within a character; it is left out.")]
    [InlineData(
        """{"id":"1","text":"Ada","entities":[{"start":0,"end":3,"type":"PER","regions":[{"box":[1,1,2,2],"mask":{"size":[2,"""
            + """2],"counts":"4"}}]}]}""",
        1,
        "the mask of \"Ada\" has no pixel; its region is left out.")]
    [InlineData(
        """{"id":"1","text":"Ada","entities":[{"start":0,"end":3,"type":"PER","regions":[],"fault":{"stage":"grounding","message":"out """
            + """of time."}}]}""",
        1,
        "nobody judged whether \"Ada\" is in the picture (out of time); correct its regions and take its \"fault\" out.")]
    public void ReadSplit_WhatCannotBeMeant_IsAFaultWithItsPlaceAndTheRestGoesOn(string line, int kept, string message)
    {
        using var folder = new DatasetFolder().With(
            "own.jsonl", $"{Line}\n{line}\n{Line.Replace("\"7\"", "\"9\"", StringComparison.Ordinal)}\n");
        var dataset = Read(folder, "own.jsonl");
        Assert.Equal([$"{folder.PathOf("own.jsonl")}:2: {message}"], dataset.Faults.Select(f => f.ToString()));
        Assert.Equal(2 + kept, dataset.Posts.Count);
    }

    [Fact]
    public void ReadSplit_BoxBeyondAllNumbers_IsAFaultOfItsLine()
    {
        using var folder = new DatasetFolder().With(
            "own.jsonl",
            """{"id":"1","text":"Ada","entities":[{"start":0,"end":3,"type":"PER","box":[1e400,10,5,5]}]}""");
        var dataset = DatasetReference.Parse($"riveg:{folder.PathOf("own.jsonl")}").ReadSplit(null);
        Assert.Empty(dataset.Posts);
        Assert.StartsWith(
            $"{folder.PathOf("own.jsonl")}:1: the number 1e400 is too large", Assert.Single(dataset.Faults).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ReadSplit_TextThatNoPostMayHave_IsAFault()
    {
        using var folder = new DatasetFolder().With(
            "own.jsonl", $$"""{"id":"1","text":"{{new string('x', 50_001)}}","entities":[]}""" + "\n" + Line);
        var dataset = Read(folder, "own.jsonl");
        Assert.Equal(["7"], dataset.Posts.Select(p => p.Post.Id));
        Assert.Equal(
            $"{folder.PathOf("own.jsonl")}:1: The text has 50001 characters, more than the 50000 allowed; split the post; "
            + "the post is left out.",
            Assert.Single(dataset.Faults).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n \n")]
    [InlineData("[]")]
    public void ReadSplit_FileWithoutAPost_IsAFault(string content)
    {
        using var folder = new DatasetFolder().With("own.jsonl", content);
        Assert.Equal(
            $"{folder.PathOf("own.jsonl")}: there is no post in it.", Assert.Single(Read(folder, "own.jsonl").Faults).ToString());
    }

    [Fact]
    public void ReadIds_WhatIsNotUtf8_IsRefusedWithItsPlace()
    {
        using var folder = new DatasetFolder().With("held.txt", [.. "1\n"u8, 0xE9]);
        Assert.Equal(
            $"{folder.PathOf("held.txt")}:2: byte 1 of the line (0xE9) is not UTF-8; save the file as UTF-8.",
            Assert.Throws<DatasetException>(() => LeakCheck.ReadIds(folder.PathOf("held.txt"))).Message);
    }

    [Fact]
    public void ReadSplit_ArchiveWithoutItsEnd_KeepsThePostsBeforeIt()
    {
        var packed = new MemoryStream();
        using var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true);
        gzip.Write(Encoding.UTF8.GetBytes(Line + "\n"));
        gzip.Flush();
        using var folder = new DatasetFolder().With("own.jsonl.gz", packed.ToArray());
        var dataset = Read(folder, "own.jsonl.gz");
        Assert.Equal(["7"], dataset.Posts.Select(p => p.Post.Id));
        Assert.Equal(
            $"{folder.PathOf("own.jsonl.gz")}: the gzip data end too early; fetch the file again: nothing is read from post 2 on.",
            Assert.Single(dataset.Faults).ToString());
    }

    [Fact]
    public void ReadSplit_SizeThatNobodySays_IsThatOfThePicture()
    {
        using var folder = new DatasetFolder()
            .With("p.png", Picture(40, 30))
            .With("own.jsonl", $"{Of(1, "[1,1,20,20]")}\n{Of(2, "[1,1,4000,3000]")}\n{Of(3, "[0.5,0.5,1,1]", "relative")}");
        var dataset = Read(folder, "own.jsonl");
        Assert.All(dataset.Posts, p => Assert.Equal(new ImageSize(40, 30), p.ImageSize));
        Assert.Equal([new Box(1, 1, 20, 20)], dataset.Posts[0].Entities[0].Boxes);
        Assert.Empty(dataset.Posts[1].Entities[0].Boxes);
        Assert.Equal([new Box(20, 15, 40, 30)], dataset.Posts[2].Entities[0].Boxes);
        Assert.Equal(
            "the box 1 1 4000 3000 of \"Ada\" is not inside the picture of 40 x 30, so that no prediction matches it; it is left out.",
            Assert.Single(dataset.Faults).Message);

        static string Of(int id, string box, string unit = "pixels") =>
            $$"""{"id":"{{id}}","text":"Ada {{id}}","image":"p.png","entities":[{"start":0,"end":3,"type":"PER","box":{{box}},"""
                + $$""" "unit":"{{unit}}"}]}""";
    }

    [Fact]
    public void Gmner_SizeThatNobodySays_IsThatOfThePicture()
    {
        const string Voc = "<annotation><object><name>Ada</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>XMAX</xmax><ymax>9</ymax>"
            + "</bndbox></object></annotation>";
        using var folder = new DatasetFolder()
            .With("pictures/1.png", Picture(40, 30)).With("pictures/2.png", Picture(40, 30))
            .With("txt/dev.txt", "IMGID:1\nAda\tB-PER\n\nIMGID:2\nAda\tB-PER\nx\tO\n")
            .With("xml/1.xml", Voc.Replace("XMAX", "9", StringComparison.Ordinal))
            .With("xml/2.xml", Voc.Replace("XMAX", "900", StringComparison.Ordinal));
        var dataset = folder.Read("gmner", options: new DatasetReadOptions { ImageFolders = [folder.PathOf("pictures")] });
        Assert.All(dataset.Posts, p => Assert.Equal(new ImageSize(40, 30), p.ImageSize));
        Assert.Equal([true, false], dataset.Posts.Select(p => p.Entities[0].IsGroundable));
        Assert.Contains(dataset.Faults, f => f.Kind == DatasetFaultKind.BoxBeyondPicture && f.Location == dataset.Posts[1].Location);
    }

    [Fact]
    public void ReadSplit_WhatAnnotateKnewOfAPost_IsReadAgain()
    {
        using var folder = new DatasetFolder().With(
            "own.jsonl",
            """{"id":"1","text":"Ada","entities":[],"observations":[{"kind":"caption","text":"a dog","source":"x"},"""
                + """{"kind":"face","label":"face"}],"""
                + """ "provenance":{"profile":"x","captions":["a cat"],"knowledge":"Named entities: Ada (person)."}}"""
                + "\n"
                + """{"id":"2","text":"Bob","entities":[],"captions":["mine"],"provenance":{"captions":["a cat"]}}""");
        var told = new List<string>();
        var dataset = DatasetReference
            .Parse($"riveg:{folder.PathOf("own.jsonl")}")
            .ReadSplit(null, new DatasetReadOptions { Warn = told.Add });
        Assert.Equal(["a cat", "a dog"], dataset.Posts[0].Post.Captions);
        Assert.Equal("Named entities: Ada (person).", dataset.Posts[0].Post.AuxiliaryKnowledge);
        Assert.Equal(["mine"], dataset.Posts[1].Post.Captions);
        Assert.Empty(told);
        Assert.Empty(dataset.Faults);
    }

    [Fact]
    public void ReadSplit_TwoFilesOfOneUsualSplit_SaysWhichIsPassedOver()
    {
        using var folder = new DatasetFolder()
            .With("txt/dev.txt", "IMGID:1\nAda\tB-PER\n").With("dev.txt", "IMGID:2\nBob\tB-PER\n").With("xml/no.txt", "x");
        Assert.Equal(
            [$"{folder.PathOf("dev.txt")}: {Path.Combine("txt", "dev.txt")} is the split dev; this file of the same name is passed over."],
            folder.Read("twitter-gmner").Faults.Select(f => f.ToString()));
    }

    [Fact]
    public void ReadSplit_NearlyRightFields_AreTold()
    {
        using var folder = new DatasetFolder().With("own.jsonl", """{"id":"1","text":"Ada","Image":"1.jpg","lang":"en","entities":[]}""");
        var told = new List<string>();
        Assert.Empty(DatasetReference
            .Parse($"riveg:{folder.PathOf("own.jsonl")}")
            .ReadSplit(null, new DatasetReadOptions { Warn = told.Add }).Faults);
        Assert.Equal(
            [$"{folder.PathOf("own.jsonl")}:1: the field \"Image\" is not read; "
                + "a picture stands in \"image\":{\"path\":\"...\"}.", $"{folder.PathOf("own.jsonl")}: fields that are not read: lang."],
            told);
    }

    [Theory]
    [InlineData("""{"path":"p.png"}""", "data/p.png", null, "data/p.png")]
    [InlineData("""{"path":"p.png"}""", "other/p.png", "other", "other/p.png")]
    [InlineData("""{"path":"p.png"}""", "data/p.png", "other", "data/p.png")]
    [InlineData("""{"path":"p.png","file":"../far/P.png"}""", "far/P.png", null, "data/../far/P.png")]
    [InlineData("""{"path":"7.jpg","unseen":true}""", "other/7.webp", "other", "other/7.webp")]
    [InlineData("""{"path":"7.jpg","unseen":true}""", "far/7.jpg", null, null)]
    public void ReadSplit_Pictures_AreFoundInTheNamedFoldersOrBesideTheFile(string image, string picture, string? images, string? found)
    {
        using var folder = new DatasetFolder()
            .With("data/own.jsonl", $$"""{"id":"1","text":"Ada","image":{{image}},"entities":[]}""")
            .With(picture, "x")
            .With("other/no.txt", "x");
        var options = new DatasetReadOptions { ImageFolders = images is null ? [] : [folder.PathOf(images)] };
        var source =
            Assert.Single(DatasetReference.Parse($"riveg:{folder.PathOf("data/own.jsonl")}").ReadSplit(null, options).Posts).Post.Image!;
        Assert.Equal(
            found is null ? null : Path.GetFullPath(folder.PathOf(found)), source.FilePath is { } path ? Path.GetFullPath(path) : null);
        Assert.Equal(found is null, source.IsUnseen);
    }

    [Theory]
    [InlineData("own", "The data set riveg in * has no split \"own2\"; there are own.")]
    public void ReadSplit_AnotherName_IsRefused(string name, string message)
    {
        using var folder = new DatasetFolder().With($"{name}.jsonl", Line);
        var reference = DatasetReference.Parse($"riveg:{folder.PathOf($"{name}.jsonl")}");
        Assert.False(reference.HasSplits);
        Assert.Equal([name], reference.Splits);
        Assert.Equal(
            message.Replace("*", reference.Path, StringComparison.Ordinal),
            Assert.Throws<DatasetException>(() => reference.ReadSplit("own2")).Message);
    }

    [Fact]
    public void Parse_FolderOrNothing_IsRefused()
    {
        using var folder = new DatasetFolder();
        Assert.Equal(
            $"{folder.Root} is a folder; riveg:FILE.jsonl names a file of annotated posts, gmner:DIR a folder with txt and xml.",
            Assert.Throws<DatasetException>(() => DatasetReference.Parse($"riveg:{folder.Root}")).Message);
        Assert.Equal(
            "There is no file /no/x.jsonl for the data set riveg.",
            Assert.Throws<DatasetException>(() => DatasetReference.Parse("riveg:/no/x.jsonl")).Message);
    }

    [Fact]
    public void Gmner_SplitsAndTypesOfAnyName_AreRead()
    {
        using var folder = new DatasetFolder()
            .With("txt/mine.conll", "IMGID:1\nAda\tB-Robot\n")
            .With("txt/yours.BIO", "IMGID:2\nBob\tB-PER\n")
            .With("txt/test.txt", "IMGID:3\nEve\tO\n")
            .With("txt/test.bio", "IMGID:4\nEve\tO\n").With("txt/README.md", "x")
            .With(
                "xml/1.xml",
                "<annotation><size><width>20</width><height>10</height></size><object><name>Ada</name><bndbox><xmin>1</xmin><ymin>"
                + "1</ymin><xmax>5</xmax><ymax>5</ymax></bndbox></object></annotation>");
        var reference = DatasetReference.Parse($"gmner:{folder.Root}");
        Assert.Equal(["test", "mine", "yours"], reference.Splits);
        var mine = reference.ReadSplit("mine");
        Assert.Empty(mine.Faults);
        Assert.Equal((EntityType.Parse("Robot"), 1), (mine.Posts[0].Entities[0].Type, mine.Posts[0].Entities[0].Boxes.Count));
        Assert.Equal("2", reference.ReadSplit("yours").Posts[0].Post.Id);
        Assert.Equal("3", reference.ReadSplit("test").Posts[0].Post.Id);
        Assert.Equal(
            $"The data set gmner in {folder.Root} has no split \"../mine\"; there are test, mine, yours.",
            Assert.Throws<DatasetException>(() => reference.ReadSplit("../mine")).Message);
        Assert.Equal(
            [$"{folder.PathOf("txt/test.bio")}: test.txt is the split test; this file of the same name is passed over."],
            reference.ReadSplit("test").Faults.Select(f => f.ToString()));
        Assert.Empty(reference.FindOrphans(reference.Splits.Select(s => reference.ReadSplit(s))));
        Assert.Equal(["mine", "yours"], reference.SplitsBeside("test"));
    }

    private static byte[] Picture(int width, int height)
    {
        using var stream = new MemoryStream();
        ImageEncoder.WritePng(new RgbImage(width, height, new byte[3 * width * height]), stream);
        return stream.ToArray();
    }

    private static Dataset Read(DatasetFolder folder, string name) =>
        DatasetReference.Parse($"riveg:{folder.PathOf(name)}").ReadSplit(null);
}
