using System.Text;
using Riveg.Hostility.Files;
using Riveg.Hostility.Servers;

namespace Riveg.Hostility.Cases;

/// <summary>Hubs that lie, spoiled stores, checkpoints and converted models.</summary>
internal static class ModelRecipes
{
    private static readonly string[] Names = ["bert-base-uncased", "xlm-roberta-large", "mobile-sam", "slimsam-77"];

    public static IEnumerable<Recipe> All =>
    [
        new("models", "pull from a hub that lies", PullAsync),
        Recipe.Of("models", "pull from a folder", scene =>
        {
            foreach (var name in new[] { "config.json", "vocab.txt", "model.safetensors" }.Where(_ => !scene.Dice.OneIn(4)))
            {
                scene.Write(
                    $"from/{name}", scene.Dice.Pick(SeedCheckpoints.Safetensors(), Encoding.UTF8.GetBytes(SeedCheckpoints.Config), []));
            }

            scene.Write("from/x", "x");
            scene.Run("models", "pull", "bert-base-uncased", "--from", scene.Dice.Pick("from", "from", "from/x", "nowhere"));
        }),
        .. new[] { "list", "verify", "remove", "path" }.Select(
            verb => Recipe.Of("models", $"{verb} of a spoiled store", scene => SpoiledStore(scene, verb))),
        Recipe.Of("models", "a variable that is wrong", scene =>
        {
            scene.Environment[scene.Dice.Pick("HF_ENDPOINT", "HF_HUB_CACHE", "RIVEG_HOME", "HF_TOKEN")] =
                scene.Dice.Pick(HostileValues.Texts).Replace("\0", "%00", StringComparison.Ordinal);
            scene.Run(scene.Dice.Pick<string[]>(["models", "list"], ["models", "path", "mobile-sam"], ["doctor"], ["models", "verify"]))
                .Expect(0, 1, 2, 3);
        }),
        Recipe.Of("doctor", "an empty store", scene => scene.Run("doctor").Expect(0, 1, 3)),
        Recipe.Of("doctor", "a spoiled store", scene => SpoiledStore(scene, null)),
        Recipe.Of(
            "models",
            "convert of a good checkpoint",
            scene => Convert(scene, SeedCheckpoints.Safetensors(), "model.safetensors").Expect(0)),
        Recipe.Of("models", "convert of spoiled safetensors", scene => Convert(scene, SpoilSafetensors(scene), "model.safetensors").Expect(
            0, 1, 2)),
        Recipe.Of(
            "models",
            "convert of a spoiled pickle",
            scene => Convert(scene, SeedCheckpoints.Zip(scene.Mutator.Bytes), "model.pth").Expect(2)),
        Recipe.Of(
            "models",
            "convert of a spoiled zip",
            scene => Convert(scene, scene.Mutator.Bytes(SeedCheckpoints.Zip(p => p)), "model.pth").Expect(2)),
        Recipe.Of(
            "models",
            "convert of a bare pickle",
            scene => Convert(scene, [0x80, 2, .. Enumerable.Range(0, scene.Dice.Pick(10, 1_000, 3_000_000))
                .Select(_ => scene.Dice.Pick("}])(t0aseub.K"u8.ToArray())), (byte)'.'], "model.bin").Expect(2)),
        Recipe.Of("models", "convert with a spoiled config", scene =>
        {
            Convert(scene, SeedCheckpoints.Safetensors(), "model.safetensors").Expect(0, 1, 2);
            scene.Write("config.json", scene.Mutator.Json(Encoding.UTF8.GetBytes(SeedCheckpoints.Config)));
        }),
        Recipe.Of("models", "convert with a spoiled tokenizer", scene =>
        {
            Convert(scene, SeedCheckpoints.Safetensors(), "model.safetensors").Expect(0, 1, 2);
            scene.Write("tokenizer/vocab.txt", scene.Mutator.Lines(Encoding.UTF8.GetBytes(SeedCheckpoints.Vocabulary)));
            scene.Write(
                "tokenizer/" + scene.Dice.Pick("tokenizer.json", "tokenizer_config.json", "sentencepiece.bpe.model"),
                scene.Mutator.Bytes("{\"model\":{}}"u8.ToArray()));
        }),
        Recipe.Of("models", "convert into a folder of others", scene =>
        {
            scene.Write("out/mine.txt", "mine");
            scene.Write("model.safetensors", SeedCheckpoints.Safetensors());
            scene.Write("config.json", SeedCheckpoints.Config);
            scene.Run("models", "convert", "model.safetensors", "--architecture", "bert", "--config", "config.json", "-o", scene.Dice.Pick(
                "out", "out/mine.txt", ".", "model.safetensors")).Expect(2);
        }),
        Recipe.Of("annotate", "a converted model that is none", scene =>
        {
            scene.Write("model/model.json", scene.Mutator.Json(Encoding.UTF8.GetBytes(ModelJson)));
            scene.Write("model/model.onnx", scene.Mutator.Bytes([8, 8, 18, 4, 1, 2, 3, 4]));
            scene.Write("model/vocab.txt", SeedCheckpoints.Vocabulary);
            scene.Write("profile.json", """{"extends":"builtin","stages":{"recognition":{"use":"transformer-crf","model":"model"}}}""");
            scene.Run("annotate", "Adele sings in Paris", "-p", "profile.json").Expect(1, 2, 3);
        }),
        Recipe.Of("segment", "a converted model that is none", scene =>
        {
            scene.Write("x.png", SeedPictures.Encode("png"));
            scene.Write("model/model.json", scene.Mutator.Json(Encoding.UTF8.GetBytes(ModelJson)));
            scene.Write("model/encoder.onnx", scene.Mutator.Bytes([8, 8, 18, 4, 1, 2, 3, 4]));
            scene.Run("segment", "--model", scene.Dice.Pick("model", "nowhere", "x.png"), "--image", "x.png", "--box", "1,1,40,40")
                .Expect(2, 3);
        }),
    ];

    private const string ModelJson = """
        {"architecture":"bert","precision":"float32","sourceFile":"a","sourceSha256":"b","text":{"maxLength":16,"paddingId":0,"width":8,"labels":["O","B-PER"],"tokenizerFiles":["vocab.txt"]},"segmentation":{"imageSize":64,"embeddingWidth":8,"embeddingSize":4,"maskSize":16}}
        """;

    private static async Task PullAsync(Scene scene)
    {
        scene.Environment["HF_ENDPOINT"] = await scene.ServeAsync(HubAnswers.Draw(scene.Dice));
        scene.Write("outside/config.json", "mine");
        scene.Run("models", "pull", scene.Dice.Pick(Names)).Expect(0, 3);
    }

    private static void SpoiledStore(Scene scene, string? verb)
    {
        var commit = scene.Dice.Pick(new string('a', 40), "x", "../..");
        const string Repository = "hub/models--google-bert--bert-base-uncased";
        scene.Write("mine/config.json", "mine");
        if (!commit.Contains('.', StringComparison.Ordinal))
        {
            scene.Write($"{Repository}/snapshots/{commit}/vocab.txt", SeedCheckpoints.Vocabulary);
            File.CreateSymbolicLink(
                Path.Combine(scene.Folder, Repository, "snapshots", commit, "config.json"),
                scene.Dice.Pick("../../../../mine/config.json", "/dev/zero", "nothing", "../../blobs/x", "."));
        }

        scene.Write(
            $"{Repository}/refs/main",
            scene.Dice.Pick(Encoding.UTF8.GetBytes(commit), [], "../../../mine"u8.ToArray(), new byte[10_000], "a\nb"u8.ToArray()));
        scene.Write("home/" + scene.Dice.Pick("hashes.json", "records/x", "x"), "{");
        if (scene.Dice.OneIn(3))
        {
            Directory.Delete(Path.Combine(scene.Folder, "home"), recursive: true);
            scene.Write("home", "a file");
        }

        scene.Run(verb switch
        {
            null => ["doctor"],
            "list" or "verify" => ["models", verb],
            _ => ["models", verb, "bert-base-uncased"],
        });
    }

    private static byte[] SpoilSafetensors(Scene scene)
    {
        var file = SeedCheckpoints.Safetensors();
        if (scene.Dice.OneIn(3))
        {
            return scene.Mutator.Bytes(file);
        }

        var length = (int)BitConverter.ToInt64(file, 0);
        var header = scene.Mutator.Json(file[8..(8 + length)]);
        return [.. BitConverter.GetBytes((long)(scene.Dice.OneIn(4) ? length : header.Length)), .. header, .. file[(8 + length)..]];
    }

    private static Scene Convert(Scene scene, byte[] checkpoint, string name)
    {
        scene.Write(name, checkpoint);
        scene.Write("config.json", SeedCheckpoints.Config);
        scene.Write("tokenizer/vocab.txt", SeedCheckpoints.Vocabulary);
        var architecture = name.EndsWith(".safetensors", StringComparison.Ordinal)
            ? "bert"
            : scene.Dice.Pick("bert", "sam", "mobile-sam", "xlm-roberta");
        return scene.Run([
            "models", "convert", name, "--architecture", architecture, "--config", "config.json", "--tokenizer", "tokenizer", "-o", "out",
            .. scene.Dice.Some(["--fp16"])
        ]).Makes("out", OutputForm.Model);
    }
}
