using System.Text.Json;
using CsCheck;
using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Formats;
using Riveg.Posts;
using Riveg.Recognition;
using Riveg.Regions;

namespace Riveg.Evaluation.Tests.Formats;

public sealed class WriterTests
{
    private static readonly Mask Square = Mask.FromPixels(4, 2, [1, 1, 0, 0, 1, 1, 0, 0]);

    private static readonly AnnotationResult Result = new()
    {
        PostId = "7",
        Text = "New York loves #Adele",
        Image = new AnnotatedImage("7.jpg", new ImageSize(4, 2)),
        Entities =
        [
            new AnnotatedEntity { Mention = new Mention(new TextSpan(0, 8), EntityType.Location), Text = "New York" },
            new AnnotatedEntity
            {
                Mention = new Mention(new TextSpan(16, 21), EntityType.Person),
                Text = "Adele",
                Regions = [new Region(new Box(0, 0, 2, 2), 0.5) { Mask = Square }]
            },
        ],
    };

    [Theory]
    [InlineData(TagScheme.Bio, "IMGID:7\nNew\tB-LOC\nYork\tI-LOC\nloves\tO\n#Adele\tB-PER\n\n")]
    [InlineData(TagScheme.Bioes, "IMGID:7\nNew\tB-LOC\nYork\tE-LOC\nloves\tO\n#Adele\tS-PER\n\n")]
    public void ConllWriter_OfAnAnnotation_MarksTheTokensThatEntitiesTouch(TagScheme scheme, string expected)
    {
        using var writer = new StringWriter();
        ConllWriter.Write(writer, Result, null, scheme);
        Assert.Equal(expected, writer.ToString());
    }

    [Fact]
    public void ConllWriter_OfGoldTokens_IsReadBackTheSame()
    {
        using var folder = new TemporaryFolder("riveg-conll-");
        TextSpan[] tokens = [new(0, 3), new(4, 8), new(9, 14), new(15, 21)];
        using (var writer = new StreamWriter(folder["train.txt"]))
        {
            ConllWriter.Write(writer, Result, tokens);
        }

        var post = Assert.Single(DatasetReference.Parse($"twitter-2015:{folder.Path}").ReadSplit("train").Posts);
        Assert.Equal((Result.Text, "7"), (post.Post.Text, post.Post.Id));
        Assert.Equal([new TextSpan(0, 8), new TextSpan(15, 21)], post.Entities.Select(e => e.Span));
    }

    [Fact]
    public void CocoWriter_OfAnnotations_HoldsBoxesAndMasksThatAreReadBack()
    {
        using var stream = new MemoryStream();
        CocoWriter.Write(stream, [Result, Result with { PostId = "8", Image = null }]);
        using var document = JsonDocument.Parse(stream.ToArray());
        var annotation = Assert.Single(document.RootElement.GetProperty("annotations").EnumerateArray());
        Assert.Equal("[0,0,2,2]", annotation.GetProperty("bbox").GetRawText());
        Assert.Equal(Square, Mask.FromCocoString(4, 2, annotation.GetProperty("segmentation").GetProperty("counts").GetString()!));
        Assert.Equal("PER", document.RootElement
            .GetProperty("categories")
            .EnumerateArray()
            .Single(c => c.GetProperty("id").GetInt32() == annotation.GetProperty("category_id").GetInt32())
            .GetProperty("name")
            .GetString());
        Assert.Equal(
            "7.jpg", Assert.Single(document.RootElement.GetProperty("images").EnumerateArray()).GetProperty("file_name").GetString());
    }

    [Fact]
    public void CocoWriter_OfAnyBox_KeepsItsDigits() =>
        (from x in Gen.Double[-5, 3000].Array[4]
         from digits in Gen.Int[0, 15]
         select x.Select(v => Math.Round(v, digits)).ToArray()).Sample(x =>
        {
            var box = new Box(Math.Min(x[0], x[2]), Math.Min(x[1], x[3]), Math.Max(x[0], x[2]), Math.Max(x[1], x[3]));
            var found = Result.Entities[1] with { Regions = [new Region(box, 0.5)] };
            using var stream = new MemoryStream();
            CocoWriter.Write(stream, [Result with { Entities = [found] }]);
            using var document = JsonDocument.Parse(stream.ToArray());
            var bbox = document.RootElement.GetProperty("annotations")[0].GetProperty("bbox");
            var read = bbox.EnumerateArray().Select(v => v.GetDouble()).ToList();
            Assert.Equal((box.X0, box.Y0), (read[0], read[1]));
            Assert.Equal(box.X1, read[0] + read[2], 1e-9);
            Assert.Equal(box.Y1, read[1] + read[3], 1e-9);
        });

    [Fact]
    public void CocoWriter_OfABoxWithDigits_WritesNoMoreThanItHas()
    {
        var found = Result.Entities[1] with { Regions = [new Region(new Box(10.12345, 0.3, 90.5, 100.1), 0.5)] };
        using var stream = new MemoryStream();
        CocoWriter.Write(stream, [Result with { Entities = [found] }]);
        using var document = JsonDocument.Parse(stream.ToArray());
        Assert.Equal("[10.12345,0.3,80.37655,99.8]", document.RootElement.GetProperty("annotations")[0].GetProperty("bbox").GetRawText());
    }
}
