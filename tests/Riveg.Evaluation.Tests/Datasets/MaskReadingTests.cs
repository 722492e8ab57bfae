using System.Text;
using Riveg.Evaluation.Datasets;
using Riveg.Regions;

namespace Riveg.Evaluation.Tests.Datasets;

public sealed class MaskReadingTests
{
    private const string Pictures =
        """[{"id":7,"file_name":"a/0.jpg","width":30,"height":10},{"id":8,"file_name":"1.JPG","width":20,"height":10}]""";
    private const string Annotations = """[{"image_id":8,"category_id":1,"segmentation":[[2,2,8,2,8,8,2,8]]},{"image_id":"""
        + """7,"category_id":1,"segmentation":[[0,0,4,0,4,4,0,4]]}]""";

    [Theory]
    [InlineData("json/1.json")]
    [InlineData("json/annotations.json")]
    [InlineData("json/result.json")]
    [InlineData("coco.json")]
    public void ReadSplit_CocoOfSeveralPictures_GivesEachPostItsOwn(string name)
    {
        using var set = Set(name, $$"""{"images":{{Pictures}},"categories":[{"id":1,"name":"Ada"}],"annotations":{{Annotations}}}""");
        var dataset = set.Read("twitter-smner");
        Assert.Empty(dataset.Faults);
        var post = dataset.Posts[0];
        Assert.Equal((new ImageSize(20, 10), 36L), (post.ImageSize!.Value, Assert.Single(post.Entities[0].Masks).Area));
        Assert.Empty(DatasetReference.Parse($"twitter-smner:{set.Root}").FindOrphans([dataset]));
    }

    [Fact]
    public void ReadSplit_JsonWithAByteOrderMark_IsRead()
    {
        const string Json = """{"imageWidth":4,"imageHeight":4,"shapes":[{"label":"Ada","points":[[0,0],[2,0],[2,4],[0,4]]}]}""";
        foreach (var encoding in new Encoding[] { new UTF8Encoding(true), Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            using var set = Set("json/1.json", string.Empty).With("json/1.json", [.. encoding.GetPreamble(), .. encoding.GetBytes(Json)]);
            Assert.Empty(set.Read("twitter-smner").Faults);
            Assert.True(set.Read("twitter-smner").Posts[0].Entities[0].IsGroundable);
        }
    }

    [Theory]
    [InlineData(
        """{"imageWidth":4,"imageHeight":4,"shapes":[1]}""",
        "shape 0 (polygon) is no polygon or rectangle with a label and points; it is passed over.")]
    [InlineData(
        """{"imageWidth":4,"imageHeight":4,"shapes":[{"label":"Ada","points":[[0,0],["x",0],[2,4]]}]}""",
        "shape 0 (polygon) is no polygon or rectangle with a label and points; it is passed over.")]
    [InlineData(
        """{"imageWidth":40,"imageHeight":40,"shapes":[{"label":"Ada","points":[[0,0],[0.5,0],[0.5,1]]}]}""",
        "the outline of \"Ada\" is in fractions of the picture, not in pixels; it is left out.")]
    [InlineData(
        """{"imageWidth":4,"imageHeight":4,"shapes":[{"label":"Ada","points":[[9,9],[12,9],[12,12]]}]}""",
        "the mask of \"Ada\" has no pixel inside the picture; it is left out.")]
    [InlineData(
        """{"imageWidth":4,"imageHeight":4,"shapes":[{"label":"\ud800","points":[[9,9],[12,9],[12,12]]}]}""",
        "shape 0 (polygon) is no polygon or rectangle with a label and points; it is passed over.")]
    [InlineData(
        """{"width":4,"height":4,"annotations":[{"label":"Ada","segmentation":{"size":[4,4],"counts":[16]}}]}""",
        "the mask of \"Ada\" has no pixel inside the picture; it is left out.")]
    [InlineData(
        """{"width":4,"height":4,"annotations":[{"label":"Ada","segmentation":{"size":[4,4],"counts":[-4,20]}}]}""",
        "annotation 0 has a segmentation that is neither run lengths of the picture's size nor polygons; it is passed over.")]
    [InlineData(
        """{"width":4,"height":4,"annotations":[{"label":"Ada","segmentation":{"size":[4,4],"counts":"\ud800"}}]}""",
        "annotation 0 has a segmentation that is neither run lengths of the picture's size nor polygons; it is passed over.")]
    [InlineData("""{"width":4,"height":4,"annotations":[7]}""", "annotation 0 has no name or no segmentation; it is passed over.")]
    [InlineData(
        """{"width":4,"height":4,"categories":[{"id":1,"name":"Ada"},{"id":1,"name":"Bob"},5],"annotations":[]}""",
        "two categories have the id 1, \"Ada\" and \"Bob\"; the first counts.")]
    [InlineData(
        """{"images":[{"id":1,"width":4,"height":4},{"id":1,"width":4,"height":4}],"annotations":[]}""",
        "two pictures have the id 1; the first counts.")]
    [InlineData(
        """{"images":[{"id":1,"width":4,"height":4}],"annotations":[{"image_id":2,"label":"Ada","segmentation":[[0,0,4,0,4,4]]}]}""",
        "annotation 0 is of a picture (image_id 2) that the file does not list; it is passed over.")]
    [InlineData(
        """{"images":[{"id":1,"file_name":"x.jpg","width":4,"height":4},{"id":2,"file_name":"y.jpg","width":4,"height":"""
            + """4}],"annotations":[]}""",
        "none of its 2 pictures is called 1; the masks are passed over.")]
    [InlineData("7", "neither labelme (\"shapes\") nor COCO (\"annotations\"); the masks are passed over.")]
    [InlineData("{\n\"shapes\":", "the masks cannot be read: not JSON at line 2, character 10.")]
    public void ReadSplit_FaultyMasks_AreSaidAndTheRestGoesOn(string json, string fault)
    {
        using var set = Set("json/1.json", json);
        var dataset = set.Read("twitter-smner");
        Assert.Equal($"{set.PathOf("json/1.json")}: {fault}", Assert.Single(dataset.Faults).ToString());
        Assert.False(dataset.Posts[0].Entities[0].IsGroundable);
    }

    private static DatasetFolder Set(string name, string json) =>
        new DatasetFolder().With("dev.txt", "IMGID:1\nAda\tB-PER\n").With(name, json);
}
