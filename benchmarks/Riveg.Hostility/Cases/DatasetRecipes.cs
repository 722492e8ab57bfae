using System.Text;
using Riveg.Hostility.Files;

namespace Riveg.Hostility.Cases;

/// <summary>Data sets, predictions and stage files for <c>evaluate</c>, <c>dataset</c>, <c>report</c> and <c>train</c>.</summary>
internal static class DatasetRecipes
{
    public static IEnumerable<Recipe> All =>
    [
        .. SeedDataset.Kinds.SelectMany(kind => new[]
        {
            Recipe.Of("dataset", $"check of a spoiled {kind}", scene => Look(scene, "check", kind)),
            Recipe.Of("dataset", $"stats of a spoiled {kind}", scene => Look(scene, "stats", kind)),
        }),
        .. SeedDataset.Kinds.Select(kind => Recipe.Of("dataset", $"check of a good {kind}", scene =>
        {
            SeedDataset.Write(scene, kind);
            scene.Run("dataset", scene.Dice.Pick("check", "stats"), $"{kind}:data").Expect(0, 1);
        })),
        Recipe.Of("dataset", "check of a spoiled COCO file", scene =>
        {
            SeedDataset.Write(scene, "twitter-smner");
            Directory.Delete(Path.Combine(scene.Folder, "data/json"), recursive: true);
            scene.Write("data/coco.json", scene.Mutator.Json(Encoding.UTF8.GetBytes(SeedDataset.Coco)));
            scene.Run("dataset", scene.Dice.Pick("check", "stats"), "twitter-smner:data");
        }),
        Recipe.Of("dataset", "check against another, with a spoiled list", scene =>
        {
            SeedDataset.Write(scene, "twitter-2015");
            scene.Write("held.txt", scene.Mutator.Lines("0\n1\n"u8.ToArray()));
            scene.Run("dataset", "check", "twitter-2015:data", "--against", "twitter-2017:data", "--held-back", "held.txt");
        }),
        .. SeedDataset.Kinds.Select(kind => Recipe.Of("evaluate", $"predictions for a spoiled {kind}", scene =>
        {
            SeedDataset.Spoil(scene, SeedDataset.Write(scene, kind));
            scene.Write("out.jsonl", SeedFiles.Annotations);
            Evaluate(scene, kind);
        })),
        Recipe.Of("evaluate", "spoiled predictions", scene =>
        {
            SeedDataset.Write(scene, "twitter-gmner");
            scene.Write("out.jsonl", scene.Mutator.Json(Encoding.UTF8.GetBytes(SeedFiles.Annotations)));
            Evaluate(scene, "twitter-gmner");
        }),
        Recipe.Of("evaluate", "spoiled predictions of masks", scene =>
        {
            SeedDataset.Write(scene, "twitter-smner");
            scene.Write("out.jsonl", scene.Mutator.Json(Encoding.UTF8.GetBytes(SeedFiles.Annotations)));
            Evaluate(scene, "twitter-smner");
        }),
        Recipe.Of("evaluate", "a spoiled file to compare with", scene =>
        {
            SeedDataset.Write(scene, "twitter-gmner");
            scene.Write("out.jsonl", SeedFiles.Annotations);
            scene.Write("other.jsonl", scene.Mutator.Json(Encoding.UTF8.GetBytes(SeedFiles.Annotations)));
            Evaluate(scene, "twitter-gmner");
            scene.Run("--compare", "other.jsonl");
        }),
        Recipe.Of("evaluate", "posts of another data set left out", scene =>
        {
            SeedDataset.Write(scene, "twitter-gmner");
            SeedDataset.Spoil(scene, [scene.Write("other/train.txt", "IMGID:1\nAdele\tB-PER\nsings\tO\n\n")]);
            scene.Write("out.jsonl", SeedFiles.Annotations);
            Evaluate(scene, "twitter-gmner");
            scene.Run("--except", "twitter-2015:other");
        }),
        .. SeedFiles.Stages.Select(stage => Recipe.Of("evaluate", $"stage files with a spoiled {stage.Name}", scene =>
        {
            foreach (var (name, content) in SeedFiles.Stages)
            {
                var bytes = Encoding.UTF8.GetBytes(content);
                scene.Write($"stages/{name}", name != stage.Name
                    ? bytes
                    : name.EndsWith(".json", StringComparison.Ordinal) ? scene.Mutator.Json(bytes) : SpoilStage(scene, bytes));
            }

            scene.Run(["evaluate", "--stage-files", "stages", .. Format(scene)]);
        })),
        Recipe.Of("report", "spoiled annotations", scene =>
        {
            scene.Write("out.jsonl", scene.Mutator.Json(Encoding.UTF8.GetBytes(SeedFiles.Annotations)));
            SeedDataset.WritePictures(scene);
            scene.Run("report", "out.jsonl", "-o", "report.html").Makes("report.html", OutputForm.Html);
        }),
        Recipe.Of("report", "spoiled pictures", scene =>
        {
            scene.Write("out.jsonl", SeedFiles.Annotations);
            foreach (var i in Enumerable.Range(0, 3))
            {
                scene.Write($"img/{i}.jpg", scene.Mutator.Bytes(SeedPictures.Encode(scene.Dice.Pick(SeedPictures.Formats))));
            }

            scene.Run("report", "out.jsonl", "-o", "deep/er/report.html").Expect(0, 1).Makes("deep/er/report.html", OutputForm.Html);
        }),
        .. SeedDataset.Kinds.Select(kind => Recipe.Of("report", $"a spoiled {kind}", scene =>
        {
            SeedDataset.Spoil(scene, SeedDataset.Write(scene, kind));
            scene.Write("out.jsonl", SeedFiles.Annotations);
            scene.Write("report.html", "an older one");
            scene.Run(["report", "out.jsonl", "--dataset", $"{kind}:data", "-o", "report.html", .. scene.Dice.Some(["--images=img"])])
                .Makes("report.html", OutputForm.Html);
        })),
        Recipe.Of("report", "an output that is an input", scene =>
        {
            scene.Write("out.jsonl", SeedFiles.Annotations);
            File.CreateSymbolicLink(Path.Combine(scene.Folder, "link"), "out.jsonl");
            scene.Run("report", scene.Dice.Pick("out.jsonl", "link"), "-o", scene.Dice.Pick("out.jsonl", "link", "./link")).Expect(2);
        }),
        .. new[] { "data", "knowledge", "captions", "held-back" }.Select(
            what => Recipe.Of("train", $"spoiled {what}", scene => Train(scene, what))),
        Recipe.Of("train", "data without a post", scene =>
        {
            scene.Write("data/txt/train.txt", scene.Dice.Pick("", "\n\n", "IMGID:1\n\n", "IMGID:1\na\tO\n", "x"));
            scene.Run("train", "builtin", "--dataset", "twitter-gmner:data", "-o", "model.bin").Makes("model.bin", OutputForm.Any);
        }),
    ];

    private static IReadOnlyList<string> Format(Scene scene) => scene.Dice.OneIn(2) ? ["--format", "table"] : [];

    private static void Look(Scene scene, string verb, string kind)
    {
        SeedDataset.Spoil(scene, SeedDataset.Write(scene, kind));
        scene.Run("dataset", verb, $"{kind}:data");
        if (scene.Dice.OneIn(2))
        {
            scene.Run("--images", SeedDataset.WritePictures(scene));
            scene.Write("img/1.jpg", scene.Mutator.Bytes(SeedPictures.Encode("jpg")));
        }

        if (scene.Dice.OneIn(2))
        {
            scene.Run("--format", "json").StandardOutput = OutputForm.Json;
        }
    }

    private static void Evaluate(Scene scene, string kind)
    {
        scene.Run("evaluate", "--dataset", $"{kind}:data", "--predictions", "out.jsonl", "--rule", scene.Dice.Pick(
            "span", "riveg"), "--split", kind is "twitter-2015" or "twitter-2017" ? "valid" : "dev");
        if (scene.Dice.OneIn(2))
        {
            scene.Run("--format", "json").StandardOutput = OutputForm.Json;
        }
    }

    private static byte[] SpoilStage(Scene scene, byte[] content) => scene.Dice.OneIn(2)
        ? scene.Mutator.Lines(content)
        : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(content).Replace(
            scene.Dice.Pick("10", "50", "###", "PER", "2", "&", "#"),
            scene.Dice.Pick([.. HostileValues.Numbers, .. HostileValues.Texts]),
            StringComparison.Ordinal));

    private static void Train(Scene scene, string what)
    {
        var files = SeedDataset.Write(scene, "twitter-gmner", 8);
        var knowledge = Encoding.UTF8.GetBytes(SeedFiles.Knowledge);
        var captions = Encoding.UTF8.GetBytes(SeedFiles.Captions);
        if (what == "data")
        {
            SeedDataset.Spoil(scene, [files[1], .. files]);
        }

        scene.Write("k/train.txt", what == "knowledge" ? scene.Mutator.Lines(knowledge) : knowledge);
        scene.Write("c.txt", what == "captions" ? scene.Mutator.Lines(captions) : captions);
        scene.Write("held.txt", what == "held-back" ? scene.Mutator.Lines("3\n4\n"u8.ToArray()) : "3\n"u8.ToArray());
        scene.Write("model.bin", "an older one");
        scene.Run(
            "train", "builtin", "--dataset", "twitter-gmner:data", "--knowledge", "k", "--captions", "c.txt", "--held-back", "held.txt",
            "-o", "model.bin").Makes("model.bin", OutputForm.Any);
    }
}
