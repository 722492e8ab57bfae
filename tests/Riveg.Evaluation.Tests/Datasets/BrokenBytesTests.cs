using System.Text;
using CsCheck;
using Riveg.Evaluation.Scores;
using Riveg.Formats;

namespace Riveg.Evaluation.Tests.Datasets;

/// <summary>Whatever stands in a file, reading it ends with posts and faults.</summary>
public sealed class BrokenBytesTests
{
    private const string Conll = "-DOCSTART- -X- O O\n\nIMGID:1\nAda NNP B-NP B-PER\nin IN B-PP O\nRome NNP B-NP B-LOC\n";
    private const string Voc = "<?xml version='1.0' encoding='gbk'?><!DOCTYPE "
        + "a><annotation><size><width>9</width><height>9</height></size><object><name>Ada</name><bndbox><xmin>1</xmin><ymin>1</ymin>"
        + "<xmax>5</xmax><ymax>5</ymax></bndbox></object></annotation>";
    private const string Coco = """{"images":[{"id":1,"file_name":"1.jpg","width":9,"height":9}],"categories":[{"id":"""
        + """1,"name":"Ada"}],"annotations":[{"image_id":1,"category_id":1,"segmentation":{"size":[9,9],"counts":[4,4,73]}},{"image_id":"""
        + """1,"label":"Rome","segmentation":[[0,0,4,0,4,4]]}]}""";
    private const string Labelme =
        """{"imageWidth":9,"imageHeight":9,"shapes":[{"label":"Ada","group_id":1,"shape_type":"rectangle","points":[[1,1],[3,3]]}]}""";
    private const string Prediction = """{"id":"1","text":"Ada in Rome","image":{"path":"1.jpg","width":9,"height":9},"entities":["""
        + """{"start":0,"end":3,"text":"Ada","type":"PER","score":0.5,"entailment":0.7,"regions":[{"box":[1,1,5,5],"score":0.5,"mask":"""
        + """{"size":[9,9],"counts":"0a2"}}]}]}""";
    private const string Line = """{"id":"1","text":"Ada in Rome","tokens":[[0,3],[4,6]],"image":{"path":"1.jpg"},"captions":"""
        + """["a"],"knowledge":"b","offsets":"code-points"}""";

    private static readonly byte[] Inserted = [0, 0xFF, 0xC3, 0xED, .. "09-\"{[<&:,\n\\"u8];

    // A few bytes replaced, left out or doubled, mostly by such as mean something in these formats.
    private static Gen<byte[]> Broken(string whole) =>
        (from edits in (from at in Gen.Int[0, Encoding.UTF8.GetByteCount(whole) - 1]
                        from kind in Gen.Int[0, 2]
                        from meaning in Gen.Int[0, 15]
                        select (at, kind, meaning)).Array[1, 4]
         select edits).Select(edits =>
        {
            var bytes = Encoding.UTF8.GetBytes(whole).ToList();
            foreach (var (at, kind, meaning) in edits)
            {
                var index = Math.Min(at, bytes.Count - 1);
                if (kind == 0 && bytes.Count > 1)
                {
                    bytes.RemoveRange(index, Math.Min(meaning + 1, bytes.Count - index - 1));
                }
                else if (kind == 1)
                {
                    bytes[index] = "{}[]<>&;\"\\-9.e\n\t"u8[meaning];
                }
                else
                {
                    bytes.Insert(index, Inserted[meaning]);
                }
            }

            return bytes.ToArray();
        });

    [Fact]
    public void ReadSplit_BrokenRows_NeverThrows() =>
        Sample(Conll, (set, bytes) => set.With("txt/dev.txt", bytes).With("xml/1.xml", Voc), "twitter-gmner");

    [Fact]
    public void ReadSplit_BrokenVoc_NeverThrows() =>
        Sample(Voc, (set, bytes) => set.With("txt/dev.txt", Conll).With("xml/1.xml", bytes), "twitter-gmner");

    [Fact]
    public void ReadSplit_BrokenCoco_NeverThrows() =>
        Sample(Coco, (set, bytes) => set.With("dev.txt", Conll).With("json/1.json", bytes), "twitter-smner");

    [Fact]
    public void ReadSplit_BrokenLabelme_NeverThrows() =>
        Sample(Labelme, (set, bytes) => set.With("dev.txt", Conll).With("json/1.json", bytes), "twitter-smner");

    [Fact]
    public void ReadFile_BrokenPredictions_NeverThrows()
    {
        using var set = new DatasetFolder().With("txt/dev.txt", Conll).With("xml/1.xml", Voc);
        var gold = set.Read("twitter-gmner");
        Broken(Prediction).Sample(
            bytes =>
            {
                var predictions = PredictionSet.ReadFile(set.With("p.jsonl", bytes).PathOf("p.jsonl"), gold);
                return double.IsFinite(Evaluator.Evaluate(gold, predictions).Entailment?.Brier ?? 0);
            },
            iter: 400,
            threads: 1);
    }

    [Fact]
    public void ReadAsync_BrokenPosts_NeverThrows() => Broken(Line).Sample(
        bytes =>
        {
            using var stream = new MemoryStream(bytes);
            return new PostJsonLines()
                .ReadAsync(stream)
                .ToBlockingEnumerable()
                .All(p => p.ReadError is not null || (p.Tokens ?? []).All(t => t.End <= p.Text.Length));
        },
        iter: 400,
        threads: 1);

    private static void Sample(string whole, Func<DatasetFolder, byte[], DatasetFolder> put, string kind)
    {
        using var set = new DatasetFolder();
        Broken(whole).Sample(
            bytes =>
            {
                var dataset = put(set, bytes).Read(kind);
                return dataset.Posts.All(p => p.Entities.All(e => e.Span.End <= p.Post.Text.Length))
                    && dataset.Faults.All(f => f.Message.Length > 0);
            },
            iter: 400,
            threads: 1);
    }
}
