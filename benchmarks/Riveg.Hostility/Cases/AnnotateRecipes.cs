using System.Text;
using Riveg.Hostility.Files;

namespace Riveg.Hostility.Cases;

/// <summary>Texts, posts, data sets and pictures for <c>annotate</c>.</summary>
internal static class AnnotateRecipes
{
    private const string Verb = "annotate";

    public static IEnumerable<Recipe> All =>
    [
        Recipe.Of(
            Verb, "a text", scene => scene.Run(Verb, Text(scene), "--format", "json").Expect(0, 2).StandardOutput = OutputForm.Annotation),
        Recipe.Of(Verb, "a text as a table", scene => scene.Run(Verb, Text(scene)).Expect(0, 2)),
        Recipe.Of(Verb, "a text with -o", scene => scene.Run([Verb, Text(scene), "-o", "out.jsonl", .. scene.Dice.Some(["--force"])])
            .Expect(0, 2)
            .Makes("out.jsonl", OutputForm.Annotations)),
        .. SeedPictures.Formats.Select(format => Recipe.Of(Verb, $"a text with a spoiled {format}", scene => WithPicture(scene, format))),
        Recipe.Of(Verb, "a text with a good picture", scene => WithGoodPicture(scene)),
        Recipe.Of(Verb, "a picture through a pipe", scene =>
        {
            scene.WritePipe("pipe", SeedPictures.Encode("png"));
            scene.Run(Verb, "Adele sings in Paris", "--image", "pipe", "--format", "json").StandardOutput = OutputForm.Annotation;
        }),
        Recipe.Of(Verb, "good posts", scene => Posts(scene, [], "out.jsonl")),
        Recipe.Of(Verb, "posts between bad lines", scene => PostsBetweenBadLines(scene)),
        Recipe.Of(Verb, "spoiled posts", scene => SpoiledPosts(scene, "posts.jsonl", content => content)),
        Recipe.Of(Verb, "spoiled posts in an array", scene => SpoiledPosts(
            scene,
            "posts.json",
            content => Encoding.UTF8.GetBytes($"[{Encoding.UTF8.GetString(content).TrimEnd().ReplaceLineEndings(",")}]"))),
        Recipe.Of(Verb, "spoiled posts, packed", scene => SpoiledPosts(scene, "posts.jsonl.gz", SeedFiles.GzBytes)),
        Recipe.Of(Verb, "a spoiled package", scene =>
        {
            scene.Write("posts.jsonl.gz", scene.Mutator.Bytes(SeedFiles.GzBytes(Encoding.UTF8.GetBytes(Lines(scene, 20)))));
            scene.Run(Verb, "posts.jsonl.gz", "-o", "out.jsonl").Makes("out.jsonl", OutputForm.Annotations);
        }),
        Recipe.Of(Verb, "a package that is much larger inside", scene =>
        {
            scene.Write("posts.jsonl.gz", SeedFiles.GzBytes(new byte[scene.Dice.Next(1, 40) * 1_000_000]));
            scene.Run(Verb, "posts.jsonl.gz").Expect(1, 2).StandardOutput = OutputForm.Annotations;
        }),
        Recipe.Of(Verb, "spoiled posts on standard input", scene =>
        {
            var lines = Lines(scene, 5);
            scene.Input = scene.Mutator.Json(Encoding.UTF8.GetBytes(lines));
            scene.Ids = Unspoiled(lines, scene.Input);
            scene.Run([Verb, "-", .. Offsets(scene)]).StandardOutput = OutputForm.Annotations;
        }),
        Recipe.Of(Verb, "posts with spoiled pictures", scene => PostsWithPictures(scene)),
        Recipe.Of(Verb, "posts with hostile paths of pictures", scene =>
        {
            scene.Write("good.png", SeedPictures.Encode("png"));
            var posts = Enumerable.Range(0, 6).Select(i => System.Text.Json.JsonSerializer.Serialize(
                new { id = $"p{i}", text = "Adele sings in Paris", image = new { path = i % 2 == 0 ? "good.png" : Whole(scene) } }));
            scene.Write("posts.jsonl", string.Join('\n', posts));
            scene.Ids = Ids(6);
            scene.Run(Verb, "posts.jsonl", "-o", "out.jsonl").Expect(0, 1).Makes("out.jsonl", OutputForm.Annotations);
        }),
        Recipe.Of(Verb, "--resume onto spoiled annotations", scene => ResumeOnto(scene, content => scene.Mutator.Json(content))),
        Recipe.Of(Verb, "--resume onto another file", scene => ResumeOnto(scene, _ => scene.Dice.Pick(
            "my notes"u8.ToArray(),
            Encoding.UTF8.GetBytes(SeedFiles.Captions),
            SeedPictures.Encode("png"),
            Encoding.UTF8.GetBytes(SeedFiles.PlainProfile),
            "{}"u8.ToArray(),
            "\n\n"u8.ToArray()))),
        Recipe.Of(Verb, "an output that is there", scene =>
        {
            scene.Write("out.jsonl", "my notes, no annotation");
            Posts(scene, [], "out.jsonl");
            scene.Expect(2);
        }),
        Recipe.Of(Verb, "--force over what is there", scene =>
        {
            scene.Write("out.jsonl", "my notes, no annotation");
            Posts(scene, ["--force"], "out.jsonl");
        }),
        Recipe.Of(Verb, "an output that is an input", scene => OutputThatIsAnInput(scene)),
        .. SeedDataset.Kinds.Select(kind => Recipe.Of(Verb, $"a spoiled {kind}", scene => Dataset(scene, kind))),
        Recipe.Of(Verb, "spoiled knowledge and captions", scene =>
        {
            SeedDataset.Write(scene, "twitter-2015");
            scene.Write("k.txt", scene.Mutator.Lines(Encoding.UTF8.GetBytes(SeedFiles.Knowledge)));
            scene.Write("c.txt", scene.Mutator.Lines(Encoding.UTF8.GetBytes(SeedFiles.Captions)));
            scene.Run(Verb, "--dataset", "twitter-2015:data", "--knowledge", "k.txt", "--captions", "c.txt", "-o", "out.jsonl")
                .Makes("out.jsonl", OutputForm.Annotations);
            scene.Ids = ["0", "1", "2"];
        }),
        Recipe.Of(Verb, "a spoiled profile", scene =>
        {
            scene.Write("profile.json", scene.Mutator.Json(Encoding.UTF8.GetBytes(SeedFiles.PlainProfile)));
            scene.Run(Verb, "Adele sings in Paris", "--profile", "profile.json").Expect(0, 2, 3);
        }),
        Recipe.Of(Verb, "profiles that extend each other or nothing", scene =>
        {
            scene.Write("a.json", """{"extends":"b.json"}""");
            scene.Write(
                "b.json",
                $$"""{"extends":{{System.Text.Json.JsonSerializer.Serialize(scene.Dice.Pick("a.json", "b.json", "/dev/zero", "/dev/null", ".", "nowhere.json", "../", "BUILTIN", "vlm", "paper", "light", "x\0y", "/proc/self/mem"))}}}""");
            scene.Run(Verb, "Adele sings in Paris", "-p", "a.json").Expect(2, 3, 0);
        }),
        Recipe.Of(Verb, "a cache that is none", scene =>
        {
            scene.Write(
                "cache/answers.sqlite",
                scene.Dice.Pick("no database"u8.ToArray(), [], new byte[10_000], "SQLite format 3\0\u0010\0"u8.ToArray()));
            scene.Write("profile.json", SeedFiles.Profile("http://127.0.0.1:9"));
            scene.Run(Verb, "Adele sings in Paris", "-p", "profile.json", "--cache", "cache", "--offline").Expect(1, 2, 3);
        }),
    ];

    /// <summary>The first ids of <see cref="SeedFiles.Posts"/>.</summary>
    public static IReadOnlyList<string> Ids(int count) => [.. Enumerable.Range(0, count).Select(i => $"p{i}")];

    private static string Whole(Scene scene) => scene.Dice.Pick([.. HostileValues.Paths, .. HostileValues.Texts]);

    private static string Lines(Scene scene, int count, params IReadOnlyList<string> pictures) =>
        string.Join('\n', SeedFiles.Posts(scene.Dice, count, pictures)) + "\n";

    private static string Text(Scene scene) => scene.Dice.Next(4) switch
    {
        0 => scene.Dice.Pick([.. HostileValues.Texts.Where(t => !t.StartsWith('-'))]).Replace("\0", string.Empty, StringComparison.Ordinal),
        1 => string.Concat(Enumerable.Range(0, scene.Dice.Next(1, 40)).Select(_ => scene.Dice.Pick(HostileValues.Texts)))
            .Replace("\0", string.Empty, StringComparison.Ordinal),
        2 => string.Join(
            ' ',
            Enumerable.Repeat(scene.Dice.Pick("Adele", "@BBC", "#a#b", "http://x.y", "😀", "A.", "東京"), scene.Dice.Pick(1, 100, 10_000))),
        _ => "Adele sings in " + scene.Dice.Pick(HostileValues.Texts).Replace("\0", string.Empty, StringComparison.Ordinal) + " Paris",
    };

    private static IReadOnlyList<string> Offsets(Scene scene) => scene.Dice.OneIn(2) ? ["--offsets", "code-points"] : [];

    private static void WithPicture(Scene scene, string format)
    {
        scene.Write($"x.{format}", scene.Mutator.Bytes(SeedPictures.Encode(format)));
        scene.Run(Verb, "Adele sings in Paris", "--image", $"x.{format}", "--format", "json")
            .Expect(0, 1).StandardOutput = OutputForm.Annotation;
        if (scene.Dice.OneIn(2))
        {
            scene.Run("--overlay", "over.png").Makes("over.png", OutputForm.Picture);
        }
    }

    private static void WithGoodPicture(Scene scene)
    {
        var format = scene.Dice.Pick(SeedPictures.Formats);
        scene.Write("x", SeedPictures.Encode(format));
        scene.Write("over.png", "an older one");
        scene.Run(Verb, "Adele sings in Paris", "--image", "x", "--overlay", "over.png").Expect(0).Makes("over.png", OutputForm.Picture);
    }

    private static void Posts(Scene scene, IEnumerable<string> options, string output)
    {
        scene.Write("good.png", SeedPictures.Encode("png"));
        scene.Write("posts.jsonl", Lines(scene, 12, scene.Dice.OneIn(2) ? ["good.png"] : []));
        scene.Ids = Ids(12);
        scene.Run([Verb, "posts.jsonl", "-o", output, .. Offsets(scene), .. options]).Expect(0).Makes(output, OutputForm.Annotations);
    }

    private static void PostsBetweenBadLines(Scene scene)
    {
        var lines = new List<string>();
        foreach (var post in SeedFiles.Posts(scene.Dice, 12))
        {
            lines.Add(post);
            if (scene.Dice.OneIn(3))
            {
                lines.Add(scene.Dice.Pick(
                    "nonsense",
                    "{",
                    "{}",
                    "[]",
                    "7",
                    "null",
                    "{\"id\":\"x\"}",
                    "{\"text\":7}",
                    "{\"text\":\"a\",\"tokens\":[[0,99]]}",
                    "{\"text\":\"a\",\"image\":{\"path\":7}}",
                    "{\"text\":\"a\\ud800\"}",
                    new string('[', 100_000),
                    $"{{\"text\":\"{new string('x', 1_000_000)}\"}}",
                    "{\"text\":\"a\",\"text\":\"b\"}",
                    "{\"text\":\"a\",\"offsets\":\"bytes\"}",
                    "\0",
                    "\u001b[2J"));
            }
        }

        scene.Ids = Ids(12);
        scene.Write("posts.jsonl", string.Join(scene.Dice.Pick("\n", "\r\n", "\n\n"), lines));
        scene.Run(Verb, "posts.jsonl", "-o", "out.jsonl").Expect(0, 1).Makes("out.jsonl", OutputForm.Annotations);
    }

    private static void SpoiledPosts(Scene scene, string name, Func<byte[], byte[]> pack)
    {
        var lines = Lines(scene, 6);
        var spoiled = scene.Mutator.Json(Encoding.UTF8.GetBytes(lines));
        scene.Write(name, pack(spoiled));
        scene.Ids = name.EndsWith(".json", StringComparison.Ordinal) ? null : Unspoiled(lines, spoiled);
        scene.Run([Verb, name, .. Offsets(scene)]);
        if (scene.Dice.OneIn(2))
        {
            scene.StandardOutput = OutputForm.Annotations;
        }
        else
        {
            scene.Run("-o", "out.jsonl").Makes("out.jsonl", OutputForm.Annotations);
        }
    }

    // Posts on lines that came through whole, of a file that is still one of lines.
    private static IReadOnlyList<string>? Unspoiled(string lines, byte[] spoiled)
    {
        if (spoiled is not [(byte)'{', ..] and not [0xEF, 0xBB, 0xBF, (byte)'{', ..])
        {
            return null;
        }

        var whole = lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        return [.. Encoding.UTF8.GetString(spoiled)
            .Split('\n')
            .Where(whole.Contains)
            .Select(l => System.Text.Json.JsonDocument.Parse(l).RootElement.GetProperty("id").GetString()!)];
    }

    private static void PostsWithPictures(Scene scene)
    {
        var names = SeedPictures.Formats
            .Select(f => scene.Write(
                $"img/{f}.{f}", scene.Dice.OneIn(3) ? SeedPictures.Encode(f) : scene.Mutator.Bytes(SeedPictures.Encode(f))))
            .Append("img/none.png")
            .ToList();
        scene.Write("posts.jsonl", Lines(scene, 10, names));
        scene.Ids = Ids(10);
        scene.Run(Verb, "posts.jsonl", "-o", "out.jsonl").Expect(0, 1).Makes("out.jsonl", OutputForm.Annotations);
    }

    private static void ResumeOnto(Scene scene, Func<byte[], byte[]> other)
    {
        scene.Write("posts.jsonl", Lines(scene, 4));
        scene.Write("out.jsonl", other(Encoding.UTF8.GetBytes(SeedFiles.Annotations)));
        scene.Run(Verb, "posts.jsonl", "-o", "out.jsonl", "--resume").Makes("out.jsonl", OutputForm.Annotations);
    }

    private static void OutputThatIsAnInput(Scene scene)
    {
        scene.Write("posts.jsonl", Lines(scene, 3, "x.png"));
        scene.Write("x.png", SeedPictures.Encode("png"));
        File.CreateSymbolicLink(Path.Combine(scene.Folder, "link"), "posts.jsonl");
        File.CreateSymbolicLink(Path.Combine(scene.Folder, "picture-link"), "x.png");
        scene.Write("profile.json", SeedFiles.PlainProfile);
        scene.Run(scene.Dice.Pick<string[]>(
            [Verb, "posts.jsonl", "-o", "posts.jsonl", "--force"],
            [Verb, "posts.jsonl", "-o", "link", "--force"],
            [Verb, "link", "-o", "posts.jsonl", "--force"],
            [Verb, "posts.jsonl", "-o", "./nothing/../posts.jsonl", "--force"],
            [Verb, "Adele sings", "--image", "x.png", "--overlay", "x.png"],
            [Verb, "Adele sings", "--image", "x.png", "--overlay", "picture-link"],
            [Verb, "Adele sings", "--image", "picture-link", "--overlay", "x.png"],
            [Verb, "Adele sings", "--image", "x.png", "-o", "x.png", "--force"],
            [Verb, "Adele sings", "-p", "profile.json", "-o", "profile.json", "--force"],
            [Verb, "Adele sings", "--image", "x.png", "--overlay", "y.png", "-o", "y.png"])).Expect(2);
    }

    private static void Dataset(Scene scene, string kind)
    {
        var files = SeedDataset.Write(scene, kind);
        SeedDataset.Spoil(scene, files);
        scene.Run(Verb, "--dataset", $"{kind}:data", "--split", kind is "twitter-2015" or "twitter-2017" ? "valid" : "dev");
        if (scene.Dice.OneIn(2))
        {
            scene.Run("--images", SeedDataset.WritePictures(scene));
        }

        if (scene.Dice.OneIn(3))
        {
            scene.Run("--gold-mentions");
        }

        scene.Run("-o", "out.jsonl").Makes("out.jsonl", OutputForm.Annotations);
    }
}
