using System.IO.Compression;
using System.Text.Json;

namespace Riveg.Hostility.Files;

/// <summary>Small valid text files that are then spoiled.</summary>
internal static class SeedFiles
{
    private static readonly string[] Texts =
    [
        "Adele sings in Paris tonight", "Barack Obama met Angela Merkel in Berlin", "Manchester United beat Chelsea",
        "RT @BBC: Justin Bieber 😀 in Toronto #Toronto", "good morning everyone", "東京 loves Lady Gaga",
    ];

    /// <summary>Posts as JSON lines, with ids <c>p0</c>, <c>p1</c>, ...</summary>
    /// <param name="dice">The case's chance.</param>
    /// <param name="count">How many.</param>
    /// <param name="pictures">Pictures to name; none for posts without.</param>
    public static IEnumerable<string> Posts(Dice dice, int count, params IReadOnlyList<string> pictures) =>
        Enumerable.Range(0, count).Select(i =>
    {
        var post = new Dictionary<string, object> { ["id"] = $"p{i}", ["text"] = dice.Pick(Texts) };
        if (pictures.Count > 0)
        {
            post["image"] = new { path = dice.Pick(pictures) };
        }

        if (dice.OneIn(3))
        {
            post["knowledge"] = "Named entities: 1. Adele (singer)\nReasoning: she sings.";
            post["captions"] = new[] { "a woman on a stage" };
        }

        if (dice.OneIn(4))
        {
            post["tokens"] = new[] { new[] { 0, 4 }, new[] { 5, 9 } };
        }

        return JsonSerializer.Serialize(post);
    });

    /// <summary>Predictions for the posts of <see cref="SeedDataset"/>.</summary>
    public static string Annotations { get; } = string.Concat(Enumerable.Range(0, 3).Select(i =>
        $$$"""{"id":"{{{i}}}","text":"Adele sings in Paris","offsets":"utf-16","image":{"path":"img/{{{i}}}.jpg","width":64,"height":"""
            + $$$"""48},"entities":[{"start":0,"end":5,"text":"Adele","type":"PER","score":0.9,"expansion":"a singer","entailment":"""
            + $$$"""0.8,"regions":[{"box":[2,2,30,40],"score":0.7,"mask":{"size":[48,"""
            + $$$"""64],"counts":"V6n0b00000000000000000000000000000000000000jk1"}}]},{"start":15,"end":"""
            + $$$"""20,"text":"Paris","type":"LOC","score":0.8,"entailment":0.1,"regions":[]}],"provenance":"""
            + $$$"""{"profile":"builtin","version":"0.1.0"}}"""
            + "\n"));

    public static byte[] GzBytes(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            zip.Write(content);
        }

        return packed.ToArray();
    }

    public const string Captions = "0.jpg :a woman on a stage\n1.jpg :a tower\n2.jpg :two people\n";

    public const string Knowledge = """
        Adele	B-PER
        sings	O
        in	O
        Paris	B-LOC
        <EOS>	X
        Named	X
        entities:	X
        1.	X
        Adele	X


        """;

    public static string Profile(string endpoint) => $$"""
        {
          "extends": "builtin",
          "chat": { "endpoint": "{{endpoint}}/v1", "model": "m", "maxConcurrency": 4, "timeoutSeconds": 2, "maxRetries": 1, "retryDelaySeconds": 0.01, "temperature": 0, "seed": 1, "maxOutputTokens": 64, "logProbabilities": 2, "boxConvention": "pixels" },
          "pipeline": { "batchSize": 4, "maxBatchesInFlight": 2, "minScore": 0.1, "maxPixelsInFlight": 1000000, "stageTimeLimitSeconds": 10, "postTimeLimitSeconds": 20, "groundingDecision": "threshold" },
          "stages": { "captions": "chat", "knowledge": { "use": "chat", "count": 2 }, "expansion": "chat", "entailment": "chat", "grounding": { "use": "chat" }, "segmentation": "builtin" }
        }
        """;

    public const string PlainProfile = """
        {
          "extends": "builtin",
          "stages": { "recognition": { "use": "builtin" }, "entailment": "builtin", "grounding": { "use": "builtin" }, "segmentation": "builtin" },
          "pipeline": { "batchSize": 4, "maxBatchesInFlight": 2, "minScore": 0.1, "entailmentThreshold": 0.5 }
        }
        """;

    /// <summary>The authors' stage files: names and contents.</summary>
    public static IReadOnlyList<(string Name, string Content)> Stages { get; } =
    [
        ("OFAVE_to_OFAREC.txt", "Imageid:1.jpg#a###Adele(PER)###Adele###2\nImageid:2.jpg#b###Paris(LOC)###Paris###0\n"),
        ("GMNER_finall_label.txt", "1.jpg###Adele(PER)###a###2###&[10, 10, 50, 50]\n2.jpg###Paris(LOC)###b###0###&[0, 0, 0, 0]\n"),
        ("refcoco_val_predict.json", """[{"uniq_id":"1.jpg#a","box":[10,10,50,50]}]"""),
    ];
}
