using System.Globalization;
using System.Text.Json;
using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Exports;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.TestKit;

namespace Riveg.Server.Tests.Formats;

/// <summary>Programs that are not ours read what we write, and we read what they write.</summary>
public sealed class ForeignReadersTests : IDisposable
{
    private readonly TemporaryFolder folder = new("riveg-foreign-");

    private static AnnotationResult Post { get; } = new()
    {
        PostId = "1",
        Text = "😀 Ada met 👩‍👩‍👧 Bob\nin  Rome",
        Image = new AnnotatedImage("1.png", new ImageSize(200, 100)),
        Entities =
        [
            Entity(3, 6, EntityType.Person, new Region(new Box(10.5, 20.25, 60, 90), 0.75)
            {
                Mask = ResultExamples.Ellipse(200, 100, new Box(12, 22, 58, 88)),
            }),
            Entity(20, 23, EntityType.Person, new Region(new Box(100, 10, 150, 95), 0.5)
            {
                Mask = ResultExamples.Ellipse(200, 100, new Box(101, 11, 149, 94)),
            }, new Region(new Box(160, 10, 190, 95), 0.25)),
            Entity(28, 32, EntityType.Location),
        ],
    };

    /// <inheritdoc />
    public void Dispose() => folder.Dispose();

    [NodeFact]
    public async Task RlePack_OfOurBrushes_DecodesTheSamePixels()
    {
        var tasks = await WriteAsync(ExportFormat.LabelStudio, "tasks.json");
        using var read = JsonDocument.Parse(await NodeScript.RunAsync("formats/rle-pack.mjs", "read", tasks));
        var masks = Post.Entities.SelectMany(e => e.Regions).Select(r => r.Mask).OfType<Mask>().ToList();
        Assert.Equal(masks.Count, read.RootElement.GetArrayLength());
        foreach (var (mask, brush) in masks.Zip(read.RootElement.EnumerateArray()))
        {
            Assert.Equal(200 * 100 * 4, brush.GetProperty("bytes").GetInt32());
            Assert.Equal(RowRuns(mask), brush.GetProperty("runs").EnumerateArray().Select(r => r.GetInt32()));
        }
    }

    [NodeTheory]
    [InlineData(20, 10, 7)]
    [InlineData(321, 40, 11)]
    [InlineData(1, 1, 3)]
    public async Task LabelStudioReader_OfWhatRlePackPacks_HasTheSamePixels(int width, int height, int seed)
    {
        string[] size = [Text(width), Text(height), Text(seed)];
        using var brush = JsonDocument.Parse(await NodeScript.RunAsync("formats/rle-pack.mjs", ["write", .. size]));
        var path = folder.Write("export.json", $$"""
            [{"id":1,"data":{"text":"Ada","image":"1.png"},"annotations":[{"result":[
              {"id":"a","from_name":"l","to_name":"t","type":"labels","value":{"start":0,"end":3,"text":"Ada","labels":["PER"]} },
              {"id":"b","from_name":"m","to_name":"i","type":"brushlabels","original_width":{{width}},"original_height":{{height}},
               "value":{"format":"rle","rle":{{brush.RootElement.GetProperty("rle").GetRawText()}},"brushlabels":["PER"]} },
              {"from_id":"a","to_id":"b","type":"relation","direction":"right"}]}]}]
            """);
        var dataset = DatasetReference.Parse($"label-studio:{path}").ReadSplit(null);
        var mask = Assert.Single(Assert.Single(Assert.Single(dataset.Posts).Entities).Masks);
        Assert.Equal(brush.RootElement.GetProperty("runs").EnumerateArray().Select(r => r.GetInt32()), RowRuns(mask));
    }

    [NodeTheory]
    [InlineData("formats/hyparquet.mjs")]
    [InlineData("formats/arrow.mjs", "read")]
    public async Task ParquetReaders_OfOurTable_SeeEveryRow(string script, params string[] verb)
    {
        var path = await WriteAsync(ExportFormat.Parquet, "posts.parquet");
        using var rows = JsonDocument.Parse(await NodeScript.RunAsync(script, [.. verb, path]));
        var row = Assert.Single(rows.RootElement.EnumerateArray());
        Assert.Equal(("1", Post.Text, "1.png", 200), (
            row.GetProperty("id").GetString(), row.GetProperty("text").GetString(), row.GetProperty("file_name").GetString(),
            row.GetProperty("width").GetInt32()));

        // As Python slices strings: an emoji is one, a family of three is five.
        Assert.Equal(
            [(2, 5, "Ada", "PER", 1), (16, 19, "Bob", "PER", 2), (24, 28, "Rome", "LOC", 0)],
            row.GetProperty("entities").EnumerateArray().Select(e => (
                e.GetProperty("start").GetInt32(), e.GetProperty("end").GetInt32(), e.GetProperty("text").GetString(),
                e.GetProperty("type").GetString(), e.GetProperty("regions").GetArrayLength())));
        var region = row.GetProperty("entities")[0].GetProperty("regions")[0];
        Assert.Equal([10.5, 20.25, 60, 90], region.GetProperty("box").EnumerateArray().Select(b => b.GetDouble()));
        Assert.Equal(
            Post.Entities[0].Regions[0].Mask,
            Mask.FromCocoString(200, 100, region.GetProperty("mask").GetProperty("counts").GetString()!));
    }

    [NodeTheory]
    [InlineData("UNCOMPRESSED")]
    [InlineData("SNAPPY")]
    [InlineData("GZIP")]
    [InlineData("ZSTD")]
    [InlineData("LZ4_RAW")]
    [InlineData("BROTLI")]
    public async Task ParquetReader_OfWhatArrowWrites_HasEveryRow(string codec)
    {
        var dataset = DatasetReference.Parse($"parquet:{await WriteArrowAsync(codec, "V1")}").ReadSplit(null);
        Assert.Empty(dataset.Faults);
        Assert.Equal(["1", "2", "3"], dataset.Posts.Select(p => p.Post.Id));
        var first = dataset.Posts[0];
        Assert.Equal(["a cat", "a hat"], first.Post.Captions);
        Assert.Equal(
            [("Ada", 1), ("Rome", 0)], first.Entities.Select(e => (e.Span.Of(first.Post.Text), e.Boxes.Count)));
        Assert.Equal(new Box(10, 20, 30, 40), first.Entities[0].Boxes[0]);
        Assert.Null(dataset.Posts[1].Post.Image);
        Assert.Empty(dataset.Posts[1].Entities);
    }

    [NodeFact]
    public async Task ParquetReader_OfPagesThatItCannotRead_SaysWhatToDo()
    {
        var path = await WriteArrowAsync("SNAPPY", "V2");
        var fault = Assert.Single(DatasetReference.Parse($"parquet:{path}").ReadSplit(null).Faults);
        Assert.Equal(
            $"{path}: a column is written in a way that is not read (lists in data pages of version 2); write it with version 1, which is "
                + "the usual one; nothing is read from row 1 on.",
            fault.ToString());
    }

    [BrowserTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task LabelStudiosFrontEnd_OfOurTask_ShowsItAndGivesItBack(bool hasMasks)
    {
        var post = hasMasks
            ? Post
            : Post with { Entities = [.. Post.Entities.Select(e => e with { Regions = [.. e.Regions.Select(r => r with { Mask = null })] })] };
        var tasks = await WriteAsync(ExportFormat.LabelStudio, "tasks.json", post);
        var task = JsonDocument.Parse(await File.ReadAllTextAsync(tasks, TestContext.Current.CancellationToken)).RootElement[0];
        var config = ExportFormat.LabelStudio.Open(Stream.Null).Companions[0].Content;
        string[] given = [folder.Write("task.json", task.GetRawText()), folder.Write("config.xml", config), Picture()];
        using var shown = JsonDocument.Parse(await NodeScript.RunAsync("formats/label-studio.mjs", given));
        Assert.Equal(["Ada", "Bob", "Rome"], shown.RootElement.GetProperty("highlighted").EnumerateArray().Select(h => h.GetString()));
        Assert.Equal(hasMasks ? 8 : 6, shown.RootElement.GetProperty("regions").GetInt32());
        Assert.Equal(hasMasks ? 5 : 3, shown.RootElement.GetProperty("relations").GetInt32());
        Assert.NotEqual(0, shown.RootElement.GetProperty("drawn").GetInt32());

        // What its front end would export is read, and is the same.
        var export = folder.Write("export.json", $$"""
            [{"id":7,"data":{{task.GetProperty("data").GetRawText()}},
              "annotations":[{"result":{{shown.RootElement.GetProperty("result").GetRawText()}}}]}]
            """);
        var dataset = DatasetReference.Parse($"label-studio:{export}").ReadSplit(null);
        Assert.Empty(dataset.Faults);
        var gold = Assert.Single(dataset.Posts);
        Assert.Equal(post.Entities.Select(e => (e.Span, e.Type)), gold.Entities.Select(e => (e.Span, e.Type)));
        foreach (var (entity, read) in post.Entities.Zip(gold.Entities))
        {
            foreach (var (region, box) in entity.Regions.Zip(read.Boxes))
            {
                Assert.InRange(region.Box.IntersectionOverUnion(box), 0.999, 1);
            }

            Assert.Equal(entity.Regions.Select(r => r.Mask).OfType<Mask>(), read.Masks);
        }
    }

    private static AnnotatedEntity Entity(int start, int end, EntityType type, params Region[] regions) => new()
    {
        Mention = new Mention(new TextSpan(start, end), type, 0.9),
        Text = "😀 Ada met 👩‍👩‍👧 Bob\nin  Rome"[start..end],
        Regions = regions,
    };

    private static IEnumerable<int> RowRuns(Mask mask)
    {
        var (inside, run) = (false, 0);
        foreach (var pixel in mask.ToPixels())
        {
            if (pixel != 0 != inside)
            {
                yield return run;
                (inside, run) = (!inside, 0);
            }

            run++;
        }

        yield return run;
    }

    private async Task<string> WriteAsync(ExportFormat format, string name, AnnotationResult? post = null)
    {
        using var file = new FileStream(folder[name], FileMode.CreateNew);
        Assert.Empty(await format.WriteAsync(file, [post ?? Post], null, TestContext.Current.CancellationToken));
        return folder[name];
    }

    private async Task<string> WriteArrowAsync(string codec, string version)
    {
        var rows = folder.Write("rows.json", """
            [{"id":"1","text":"😀 Ada in Rome","file_name":"1.jpg","captions":["a cat","a hat"],"likes":3,
              "entities":[{"start":2,"end":5,"type":"PER","box":[10,20,30,40]},{"start":9,"end":13,"type":"LOC"}]},
             {"id":"2","text":"good morning","entities":[]},
             {"id":"3","text":"Bob","file_name":"3.jpg","captions":[],"entities":[{"start":0,"end":3,"type":"PER","box":[]}]}]
            """);
        await NodeScript.RunAsync("formats/arrow.mjs", "write", folder["arrow.parquet"], rows, codec, version);
        return folder["arrow.parquet"];
    }

    private string Picture()
    {
        using var file = new FileStream(folder["picture.png"], FileMode.Create);
        file.Write(Convert.FromBase64String(
            "iVBORw0KGgoAAAANSUhEUgAAAMgAAABkCAAAAADm7SDXAAAAaElEQVR42u3PQREAAAwCIKMb3Qj776AB6RMRERERERERERERERERERERERERER"
            + "EREREREREREREREREREREREREREREREREREREREREREREREREREREREREREREREREREREREREREbkMTmgSSiV5D/wAAAAASUVORK5CYII="));
        return folder["picture.png"];
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
