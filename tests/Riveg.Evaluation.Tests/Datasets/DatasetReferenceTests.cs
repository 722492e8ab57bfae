using Riveg.Evaluation.Datasets;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Evaluation.Tests.Datasets;

public sealed class DatasetReferenceTests : IDisposable
{
    private const string Voc = """
        <annotation><path>D:\研究生\1.jpg</path><size><width>100</width><height>50</height></size>
          <object><name>tom &amp; Jerry</name><bndbox><xmin>1</xmin><ymin>2</ymin><xmax>30</xmax><ymax>40</ymax></bndbox></object>
          <object><name>Nobody</name><bndbox><xmin>1</xmin><ymin>2</ymin><xmax>300</xmax><ymax>40</ymax></bndbox></object>
          <object><name>Rome</name><bndbox><xmin>5</xmin><ymin>2</ymin><xmax>5</xmax><ymax>40</ymax></bndbox></object>
          <object><name>Rome</name><bndbox><xmin>x</xmin></bndbox></object>
        </annotation>
        """;

    private readonly TemporaryFolder folder = new("riveg-data-");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void ReadSplit_Grounded_PutsBoxesOnNamesAndTellsEachFault()
    {
        Write(
            "txt/dev.txt",
            "IMGID:1\nTom\tB-PER\n&amp\tI-PER\nJerry\tI-PER\nin\tO\nRome\tB-LOC\nbroken\n\nIMGID:2\nRome\tB-LOC\n\nIMGID:1\nx\tO\n");
        Write("xml/1.xml", Voc);
        var dataset = DatasetReference.Parse($"twitter-gmner:{folder.Path}").ReadSplit("dev");
        Assert.Equal(["1", "2", "1"], dataset.Posts.Select(p => p.Post.Id));
        Assert.Equal("Tom &amp Jerry in Rome", dataset.Posts[0].Post.Text);
        Assert.Equal([new Box(1, 2, 30, 40)], dataset.Posts[0].Entities[0].Boxes);
        Assert.Empty(dataset.Posts[1].Entities[0].Boxes);
        Assert.Equal(new ImageSize(100, 50), dataset.Posts[0].ImageSize);
        foreach (var kind in new[]
        {
            DatasetFaultKind.BrokenRow,
            DatasetFaultKind.BoxBeyondPicture,
            DatasetFaultKind.BoxWithoutArea,
            DatasetFaultKind.NameWithoutEntity,
            DatasetFaultKind.BrokenAnnotation,
            DatasetFaultKind.DuplicateId
        })
        {
            Assert.Contains(dataset.Faults, f => f.Kind == kind && f.Location.Length > 0);
        }
    }

    [Theory]
    [InlineData("<annotation>", "the annotation cannot be read")]
    [InlineData("""<!DOCTYPE a [<!ENTITY x "y">]><annotation>&x;</annotation>""", "the annotation cannot be read")]
    [InlineData("<annotation/>", "the picture's size is missing")]
    public void ReadSplit_BrokenAnnotation_IsAFaultAndNothingIsGroundable(string xml, string fault)
    {
        Write("txt/dev.txt", "IMGID:1\nRome\tB-LOC\n");
        Write("xml/1.xml", xml);
        var dataset = DatasetReference.Parse($"twitter-gmner:{folder.Path}").ReadSplit("dev");
        Assert.Contains(dataset.Faults, f => f.Message.Contains(fault, StringComparison.Ordinal));
        Assert.False(dataset.Posts[0].Entities[0].IsGroundable);
    }

    [Fact]
    public void ReadSplit_FineGrained_KeepsCoarseAndFineType()
    {
        Write("txt/dev.txt", "IMGID:1\nRome\tB-location\tB-city\nwins\tO\tO\n");
        Write("xml/2.xml", Voc);
        var entity = Assert.Single(DatasetReference.Parse($"twitter-fmnerg:{folder.Path}").ReadSplit("dev").Posts[0].Entities);
        Assert.Equal(("location", "city"), (entity.Type.Name, entity.FineType));
    }

    [Theory]
    [InlineData(
        """{"imageWidth":4,"imageHeight":4,"shapes":[{"label":"Rome","shape_type":"polygon","points":[[0,0],[2,0],[2,4],[0,4]]}]}""", 8)]
    [InlineData("""{"imageWidth":4,"imageHeight":4,"shapes":[{"label":"Rome","shape_type":"rectangle","points":[[1,1],[3,3]]}]}""", 4)]
    [InlineData("""{"image":{"width":4,"height":4},"annotations":[{"label":"Rome","segmentation":{"size":[4,4],"counts":[4,4,8]}}]}""", 4)]
    [InlineData(
        """{"width":4,"height":4,"annotations":[{"category_id":7,"segmentation":[[0,0,4,0,4,4,0,4]]}],"categories":[{"id":"""
            + """7,"name":"rome"}]}""",
        16)]
    public void ReadSplit_Segmented_ReadsLabelmeAndCoco(string json, int area)
    {
        Write("train.txt", "IMGID:1\nRome\tB-LOC\n");
        Write("json/1.json", json);
        var dataset = DatasetReference.Parse($"twitter-smner:{folder.Path}").ReadSplit("train");
        Assert.Empty(dataset.Faults);
        Assert.Equal(area, Assert.Single(dataset.Posts[0].Entities[0].Masks).Area);
        Assert.Single(dataset.Posts[0].Entities[0].Boxes);
    }

    [Theory]
    [InlineData("{", "cannot be read")]
    [InlineData("[]", "neither labelme")]
    [InlineData("""{"shapes":[]}""", "\"imageWidth\" or \"imageHeight\" is missing")]
    [InlineData(
        """{"imageWidth":4,"imageHeight":4,"shapes":[{"label":"Rome","shape_type":"circle","points":[[1,1],[2,2]]}]}""",
        "shape 0 (circle)")]
    [InlineData("""{"width":4,"height":4,"annotations":[{"label":"Rome","segmentation":{"size":[4,4],"counts":[1]}}]}""", "annotation 0")]
    [InlineData("""{"imageWidth":4,"imageHeight":4,"shapes":[{"label":"Paris","points":[[0,0],[2,0],[2,4]]}]}""", "\"Paris\" is no entity")]
    public void ReadSplit_MasksThatAreNotUnderstood_AreSaidClearly(string json, string fault)
    {
        Write("train.txt", "IMGID:1\nRome\tB-LOC\n");
        Write("json/1.json", json);
        Assert.Contains(
            DatasetReference.Parse($"twitter-smner:{folder.Path}").ReadSplit("train").Faults,
            f => f.Message.Contains(fault, StringComparison.Ordinal));
    }

    [Fact]
    public void ReadSplit_SideFiles_AreAlignedByTheirTokensAndIds()
    {
        Write("train.txt", "IMGID:1\na\tO\n\nIMGID:2\nb\tO\n\nIMGID:3\nc\tO\n");
        Write("k.txt", "c\tO\n<EOS>\tX\nabout\tX\nc\tX\n\na\tO\n<EOS>\tX\nabout\tX\na\tX\n\nz\tO\n<EOS>\tX\nq\tX\n\nno\tO\n");
        Write("owl.txt", "imgid:1###first line\n\nsecond line\nimgid:3###third\n");
        Write("blip.txt", "2.jpg :a dog\n1.jpg :a cat\n");
        var dataset = DatasetReference.Parse($"twitter-2015:{folder.Path}").ReadSplit(
            "train", new DatasetReadOptions { KnowledgeFiles = [PathOf("k.txt")], CaptionFiles = [PathOf("owl.txt"), PathOf("blip.txt")] });
        Assert.Equal(["about a", null, "about c"], dataset.Posts.Select(p => p.Post.AuxiliaryKnowledge));
        Assert.Equal(["first line second line|a cat", "a dog", "third"], dataset.Posts.Select(p => string.Join('|', p.Post.Captions)));
        Assert.Equal(
            [(DatasetFaultKind.BrokenRow, 1), (DatasetFaultKind.SideFile, 2)],
            dataset.Faults.CountBy(f => f.Kind).OrderBy(f => f.Key).Select(f => (f.Key, f.Value)));
    }

    [Theory]
    [InlineData("twitter-gmner", "names no data set")]
    [InlineData("nothing:.", "There is no kind of data set \"nothing\"")]
    [InlineData("twitter-2015:/does/not/exist", "There is no folder /does/not/exist")]
    public void Parse_WrongReference_SaysWhat(string reference, string message) =>
        Assert.Contains(
            message, Assert.Throws<DatasetException>(() => DatasetReference.Parse(reference)).Message, StringComparison.Ordinal);

    [Fact]
    public void ReadSplit_MissingParts_NameThem()
    {
        Write("train.txt", "IMGID:1\na\tO\n");
        var reference = DatasetReference.Parse($"twitter-2015:{folder.Path}");
        Assert.Contains(
            "has no split \"test\"; there are train.",
            Assert.Throws<DatasetException>(() => reference.ReadSplit("test")).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "There is no file",
            Assert.Throws<DatasetException>(
                () => reference.ReadSplit("train", new DatasetReadOptions { KnowledgeFiles = [PathOf("no.txt")] })).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "There is no folder",
            Assert.Throws<DatasetException>(
                () => reference.ReadSplit("train", new DatasetReadOptions { ImageFolders = [PathOf("no")] })).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "name the folder that holds txt and xml",
            Assert.Throws<DatasetException>(() => DatasetReference.Parse($"twitter-gmner:{folder.Path}").ReadSplit("train")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ReadSplit_OfAGmnerFolderWithoutXml_IsTextsAloneAndSaysSo()
    {
        Write("own.conll", "IMGID:1\nAda\tB-name\nin\tO\nRome\tB-town\n");
        var told = new List<string>();
        var reference = DatasetReference.Parse($"gmner:{folder.Path}");
        var dataset = reference.ReadSplit("own", new DatasetReadOptions { Warn = told.Add });
        Assert.Empty(dataset.Faults);
        Assert.Empty(reference.FindOrphans([dataset]));
        Assert.Equal(["name", "town"], Assert.Single(dataset.Posts).Entities.Select(e => e.Type.Name));
        Assert.Equal(
            [$"{PathOf("own.conll")}: there is no folder {PathOf("xml")}, so these posts are read as texts without boxes."], told);
    }

    [Fact]
    public void Find_SharedPosts_ByIdAndByText()
    {
        Write("train.txt", "IMGID:1\nHello\tO\nWorld\tO\nhttp://a\tO\n\nIMGID:2\nsame\tO\nid\tO\n\nIMGID:3\nnew\tO\n");
        Write("valid.txt", "IMGID:9\nhello\tO\nworld\tO\n!\tO\nhttp://b\tO\n\nIMGID:2\nother\tO\n");
        var reference = DatasetReference.Parse($"twitter-2015:{folder.Path}");
        var (train, valid) = (reference.ReadSplit("train"), reference.ReadSplit("dev"));
        Assert.Equal(2, LeakCheck.Find(train, valid).Count());
        Assert.Equal(["3"], LeakCheck.ForTraining(train.Posts, valid.Posts, new HashSet<string>()).Select(p => p.Post.Id));
        Assert.Empty(LeakCheck.ForTraining(train.Posts, valid.Posts, new HashSet<string> { "3" }));
    }

    [Fact]
    public void Find_Pictures_TellsMissingBrokenAndBlankOnes()
    {
        Write("train.txt", "IMGID:1\na\tO\n\nIMGID:2\nb\tO\n\nIMGID:3\nc\tO\n\nIMGID:4\nd\tO\n");
        Write("2.jpg", "no picture");
        WritePicture("3.png", blank: true);
        WritePicture("4.png", blank: false);
        var dataset = DatasetReference
            .Parse($"twitter-2015:{folder.Path}")
            .ReadSplit("train", new DatasetReadOptions { ImageFolders = [folder.Path] });
        Assert.Equal(
            [DatasetFaultKind.MissingPicture, DatasetFaultKind.BrokenPicture, DatasetFaultKind.BlankPicture],
            PictureCheck.Find(dataset, TestContext.Current.CancellationToken).Select(f => f.Kind));
    }

    private void WritePicture(string name, bool blank)
    {
        var pixels = new byte[12];
        pixels[0] = (byte)(blank ? 0 : 255);
        using var file = File.Create(PathOf(name));
        ImageEncoder.WritePng(new RgbImage(2, 2, pixels), file);
    }

    private string PathOf(string name) => Path.Combine(folder.Path, name);

    private void Write(string name, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllText(PathOf(name), content);
    }
}
