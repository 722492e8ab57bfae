using System.Text;
using Riveg.Hostility.Files;

namespace Riveg.Hostility.Cases;

/// <summary>
/// Command lines that are wrong: options that are not there, empty, doubled, huge, of another form, and paths of every kind.
/// </summary>
internal static class UseRecipes
{
    /// <summary>For each verb a command line that works, and the places in it where a path stands.</summary>
    private static readonly (string[] Line, int[] Inputs, int[] Outputs)[] Lines =
    [
        (["annotate", "posts.jsonl", "--images", "img", "-p", "profile.json", "-o", "new.jsonl"], [1, 3, 5], [7]),
        (["annotate", "Adele sings", "--image", "img/0.jpg", "--overlay", "new.png"], [3], [5]),
        ([
            "annotate", "--dataset", "twitter-gmner:data", "--split", "dev", "--knowledge", "k.txt", "--captions", "c.txt", "-o",
            "new.jsonl"
        ], [2, 6, 8], [10]),
        ([
            "evaluate", "--dataset", "twitter-gmner:data", "--predictions", "out.jsonl", "--compare", "out.jsonl", "--except",
            "twitter-2015:data"
        ], [2, 4, 6, 8], []),
        (["evaluate", "--stage-files", "stages"], [2], []),
        (["dataset", "stats", "twitter-gmner:data", "--images", "img"], [2, 4], []),
        (["dataset", "check", "twitter-gmner:data", "--against", "twitter-2017:data", "--held-back", "c.txt"], [2, 4, 6], []),
        (["report", "out.jsonl", "--dataset", "twitter-gmner:data", "--images", "img", "-o", "new.html"], [1, 3, 5], [7]),
        ([
            "train", "builtin", "--dataset", "twitter-gmner:data", "--knowledge", "k.txt", "--captions", "c.txt", "--held-back", "c.txt",
            "-o", "new.bin"
        ], [3, 5, 7, 9], [11]),
        (["segment", "--image", "img/0.jpg", "--box", "1,1,40,40", "-o", "new.png"], [2], [6]),
        (["knowledge", "--dataset", "twitter-gmner:data", "-p", "profile.json", "--cache", "cache", "-o", "new.txt"], [2, 4, 6], [8]),
        (["expand", "--dataset", "twitter-gmner:data", "-p", "profile.json", "-o", "new.txt"], [2, 4], [6]),
        ([
            "models", "convert", "model.safetensors", "--architecture", "bert", "--config", "config.json", "--tokenizer", "tokenizer",
            "-o", "new"
        ], [2, 6, 8], [10]),
        (["models", "pull", "mobile-sam", "--from", "img"], [4], []),
        (["doctor"], [], []),
    ];

    private static readonly string[] Options =
    [
        "--image", "--overlay", "-o", "--output", "--resume", "--force", "--format", "--offsets", "--min-score", "--gold-mentions", "-p",
        "--profile", "--cache", "--offline", "--dataset", "--split", "--images",
        "--knowledge", "--captions", "--predictions", "--compare", "--except", "--stage-files", "--rule", "--against", "--held-back",
        "--also", "--leave-out", "--box", "--model", "--device", "--from", "--fp16",
        "--config", "--tokenizer", "--architecture", "--no-such-option", "--", "-", "-x", "--Format", "/o", "--format:json", "@file",
        "[suggest]", "--version", "extra",
    ];

    public static IEnumerable<Recipe> All =>
    [
        .. Lines.Where(l => l.Inputs.Length > 0)
            .Select(l => Recipe.Of(l.Line[0], $"'{l.Line[0]} {l.Line[1]}' with a hostile path to read", scene =>
            Replace(scene, l.Line, scene.Dice.Pick(l.Inputs), HostilePath(scene, isOutput: false)))),
        .. Lines.Where(l => l.Outputs.Length > 0)
            .Select(l => Recipe.Of(l.Line[0], $"'{l.Line[0]} {l.Line[1]}' with a hostile path to write", scene =>
            Replace(scene, l.Line, scene.Dice.Pick(l.Outputs), HostilePath(scene, isOutput: true)))),
        .. Lines.Select(
            l => Recipe.Of(l.Line[0], $"'{l.Line[0]} {l.Line.ElementAtOrDefault(1)}' with wrong options", scene => Spoil(scene, l.Line))),
        Recipe.Of("riveg", "words in any order", scene =>
        {
            WriteAll(scene);
            var words = Lines.SelectMany(l => l.Line).Concat(Options).Where(w => !w.StartsWith("new", StringComparison.Ordinal)).ToList();
            scene.Run(Enumerable.Range(0, scene.Dice.Next(1, 7)).Select(_ => scene.Dice.Pick(words))).StandardOutput = OutputForm.Any;
            scene.MayMake("img", "cache");
        }),
        Recipe.Of("riveg", "help of anything", scene => scene.Run(scene.Dice.Pick(Lines).Line
            .Take(scene.Dice.Next(3))
            .Append(scene.Dice.Pick("--help", "-h", "-?", "--version"))).StandardOutput = OutputForm.Any),
    ];

    private static void Replace(Scene scene, string[] line, int at, string path)
    {
        WriteAll(scene);
        var colon = line[at].IndexOf(':', StringComparison.Ordinal);
        string[] changed = [.. line];
        changed[at] = colon > 0 ? line[at][..(colon + 1)] + path : path;
        scene.Run(changed).StandardOutput = OutputForm.Any;

        // What a path names may be written where it names an output; what is there already may not be lost without a word.
        scene.MayMake("new.jsonl", "new.png", "new.html", "new.bin", "new.txt", "new", "cache");
    }

    private static void Spoil(Scene scene, string[] line)
    {
        WriteAll(scene);
        var words = line.ToList();
        var at = scene.Dice.Next(1, words.Count + 1);
        switch (scene.Dice.Next(6))
        {
            case 0 when at < words.Count:
                words.RemoveAt(at);
                break;
            case 1 when at < words.Count:
                words[at] = scene.Dice.Pick("", " ", "\t", "\u001b[2J", "\n", new string('9', 100_000));
                break;
            case 2:
                words.Insert(at, scene.Dice.Pick(Options));
                break;
            case 3:
                words.AddRange(line.Skip(1));
                break;
            case 4:
                words.InsertRange(at, [scene.Dice.Pick(Options), scene.Dice.Pick(
                    [.. HostileValues.Numbers, .. HostileValues.Texts.Where(t => !t.Contains('\0', StringComparison.Ordinal))])]);
                break;
            default:
                words.AddRange(scene.Dice.Pick<string[]>(
                    ["--min-score", scene.Dice.Pick(HostileValues.Numbers)],
                    ["--split", "nowhere"],
                    ["--device", "cuda"],
                    ["--offsets", "bytes"],
                    ["--format", "9"],
                    ["--rule", "1"],
                    ["--force", "--resume"]));
                break;
        }

        scene.Run(words).StandardOutput = OutputForm.Any;
        scene.MayMake("new.jsonl", "new.png", "new.html", "new.bin", "new.txt", "new", "cache", "data", "extra");
    }

    private static string HostilePath(Scene scene, bool isOutput)
    {
        switch (scene.Dice.Next(isOutput ? 5 : 7))
        {
            case 0:
                File.CreateSymbolicLink(Path.Combine(scene.Folder, "itself"), "itself");
                return "itself";
            case 1:
                File.CreateSymbolicLink(Path.Combine(scene.Folder, "dangling"), "nothing/there");
                scene.MayMake("nothing/there");
                return "dangling";
            case 2:
                return scene.Dice.Pick("img", "posts.jsonl/x", "img/", "./img/../img");
            case 3 when isOutput:
                return scene.Dice.Pick(
                    "/dev/null",
                    "/dev/full",
                    "/proc/x/y",
                    "/sys/x",
                    "img",
                    "img/0.jpg/x",
                    new string('x', 300),
                    string.Concat(Enumerable.Repeat("d/", 2_500)) + "f",
                    " ",
                    "posts.jsonl/",
                    "/");
            case 3:
                scene.Write("locked", "x");
                if (!OperatingSystem.IsWindows())
                {
                    File.SetUnixFileMode(Path.Combine(scene.Folder, "locked"), UnixFileMode.None);
                }

                return "locked";
            case 4 when isOutput:
                var name = scene.Dice.Pick("a\u001b[2Jb", "x\ny", "\ud83d\ude00", "*");
                scene.MayMake(name);
                return name;
            case 5:
                return scene.WritePipe("pipe", scene.Dice.Pick(
                    SeedPictures.Encode("png"),
                    Encoding.UTF8.GetBytes(SeedFiles.PlainProfile),
                    Encoding.UTF8.GetBytes(SeedFiles.Annotations),
                    Encoding.UTF8.GetBytes(SeedFiles.Captions)));
            default:
                return scene.Dice.Pick([.. HostileValues.Paths.Where(p => !p.Contains("/dev/tty", StringComparison.Ordinal))]);
        }
    }

    private static void WriteAll(Scene scene)
    {
        SeedDataset.Write(scene, "twitter-gmner");
        scene.Write("data/train.txt", "IMGID:1\nAdele\tB-PER\n\n");
        SeedDataset.WritePictures(scene);
        scene.Write("posts.jsonl", string.Join('\n', SeedFiles.Posts(scene.Dice, 3, "0.jpg")));
        scene.Write("out.jsonl", SeedFiles.Annotations);
        scene.Write("profile.json", SeedFiles.PlainProfile);
        scene.Write("k.txt", SeedFiles.Knowledge);
        scene.Write("c.txt", SeedFiles.Captions);
        scene.Write("model.safetensors", SeedCheckpoints.Safetensors());
        scene.Write("config.json", SeedCheckpoints.Config);
        scene.Write("tokenizer/vocab.txt", SeedCheckpoints.Vocabulary);
        foreach (var (name, content) in SeedFiles.Stages)
        {
            scene.Write($"stages/{name}", content);
        }
    }
}
