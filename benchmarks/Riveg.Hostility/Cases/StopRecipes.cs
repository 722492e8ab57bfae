using Riveg.Hostility.Files;
using Riveg.Hostility.Servers;

namespace Riveg.Hostility.Cases;

/// <summary>Runs that are stopped: by a signal, a kill, or a reader that goes.</summary>
internal static class StopRecipes
{
    public static IEnumerable<Recipe> All =>
    [
        .. new[] { Ending.Interrupted, Ending.Terminated, Ending.Killed }.SelectMany(ending => new[]
        {
            Own("annotate", $"posts, {ending}", scene => Posts(scene, ending)),
            OwnAsync("annotate", $"posts with a slow service, {ending}", async scene =>
            {
                scene.Write("posts.jsonl", string.Join('\n', SeedFiles.Posts(scene.Dice, 50)));
                scene.Write("profile.json", SeedFiles.Profile(await scene.ServeAsync(ChatAnswers.Slow(TimeSpan.FromMilliseconds(100)))));
                scene.Run("annotate", "posts.jsonl", "-p", "profile.json", "-o", "out.jsonl")
                    .Expect(0, 1)
                    .Makes("out.jsonl", OutputForm.Annotations);
                scene.Ending = ending;
            }),
            Own("train", $"{ending}", scene =>
            {
                SeedDataset.Write(scene, "twitter-gmner", 60);
                scene.Write("model.bin", "an older one");
                scene.Run("train", "builtin", "--dataset", "twitter-gmner:data", "-o", "model.bin")
                    .Expect(0, 1)
                    .Makes("model.bin", OutputForm.Any);
                scene.Ending = ending;
            }),
            OwnAsync("models", $"pull from a hub that stalls, {ending}", async scene =>
            {
                scene.Environment["HF_ENDPOINT"] = await scene.ServeAsync(HubAnswers.StallAsync);
                scene.Run("models", "pull", "bert-base-uncased").Expect(1, 3);
                scene.Ending = ending;
            }),
        }),
        Own("annotate", "waiting for standard input, terminated", scene =>
        {
            scene.Input = System.Text.Encoding.UTF8.GetBytes(string.Join('\n', SeedFiles.Posts(scene.Dice, scene.Dice.Next(3))) + "\n");
            scene.Run("annotate", "-").Expect(1).StandardOutput = OutputForm.Annotations;
            scene.Ending = Ending.TerminatedWaiting;
        }),
        Own("annotate", "posts whose reader goes", scene =>
        {
            scene.Write("posts.jsonl", string.Join('\n', SeedFiles.Posts(scene.Dice, 3_000)));
            scene.Run("annotate", "posts.jsonl").Expect(1).StandardOutput = OutputForm.Annotations;
            scene.Ending = Ending.Unread;
        }),
        Own("dataset", "faults whose reader goes", scene =>
        {
            SeedDataset.Spoil(scene, SeedDataset.Write(scene, "twitter-gmner"));
            scene.Run("dataset", scene.Dice.Pick("check", "stats"), "twitter-gmner:data").Expect(0, 1, 2);
            scene.Ending = Ending.Unread;
        }),
    ];

    private static Recipe Own(string verb, string kind, Action<Scene> set) => Recipe.Of(verb, kind, set) with { OwnProcess = true };

    private static Recipe OwnAsync(string verb, string kind, Func<Scene, Task> set) => new(verb, kind, set) { OwnProcess = true };

    private static void Posts(Scene scene, Ending ending)
    {
        var count = scene.Dice.Pick(100, 1_000, 8_000);
        scene.Write("posts.jsonl", string.Join('\n', SeedFiles.Posts(scene.Dice, count)));
        scene.Run("annotate", "posts.jsonl", "-o", "out.jsonl").Expect(0, 1).Makes("out.jsonl", OutputForm.Annotations);
        scene.Ending = ending;

        // Whatever was done, the rest of it is done by going on.
        scene.ThenResume = AnnotateRecipes.Ids(count);
    }
}
