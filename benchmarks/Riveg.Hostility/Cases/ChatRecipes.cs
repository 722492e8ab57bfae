using System.Text;
using Riveg.Hostility.Files;
using Riveg.Hostility.Servers;

namespace Riveg.Hostility.Cases;

/// <summary>Services that answer anything at all, for the stages that ask a language model.</summary>
internal static class ChatRecipes
{
    public static IEnumerable<Recipe> All =>
    [
        new("annotate", "a chat service that answers anything", ChatTextAsync),
        new("annotate", "posts with such a service", ChatPostsAsync),
        new("annotate", "a spoiled profile with a chat section", SpoiledChatProfileAsync),
        new("knowledge", "a service that answers anything", scene => ChatDatasetAsync(scene, "knowledge")),
        new("expand", "a service that answers anything", scene => ChatDatasetAsync(scene, "expand")),
        Recipe.Of("knowledge", "going on in a spoiled file", scene => ChatResume(scene, "knowledge")),
        Recipe.Of("expand", "going on in a spoiled file", scene => ChatResume(scene, "expand")),
    ];

    private static async Task ChatTextAsync(Scene scene)
    {
        scene.Write("x.png", SeedPictures.Encode("png"));
        scene.Write("profile.json", SeedFiles.Profile(await scene.ServeAsync(ChatAnswers.Draw(scene.Dice))));
        scene.Run("annotate", "Adele sings in Paris", "--image", "x.png", "-p", "profile.json").Expect(0, 1, 3);
        if (scene.Dice.OneIn(2))
        {
            scene.Run("--format", "json").StandardOutput = OutputForm.Annotation;
        }
    }

    private static async Task ChatPostsAsync(Scene scene)
    {
        scene.Write("x.png", SeedPictures.Encode("png"));
        scene.Write("posts.jsonl", string.Join('\n', SeedFiles.Posts(scene.Dice, 6, "x.png")));
        scene.Write("profile.json", SeedFiles.Profile(await scene.ServeAsync(ChatAnswers.Draw(scene.Dice))));
        scene.Ids = AnnotateRecipes.Ids(6);
        scene.Run(["annotate", "posts.jsonl", "-p", "profile.json", "-o", "out.jsonl", .. scene.Dice.Some(["--cache=cache"])])
            .Expect(0, 1, 3)
            .Makes("out.jsonl", OutputForm.Annotations);
    }

    private static async Task SpoiledChatProfileAsync(Scene scene)
    {
        var profile = SeedFiles.Profile(await scene.ServeAsync(ChatAnswers.Slow(TimeSpan.Zero)));
        scene.Write("profile.json", scene.Mutator.Json(Encoding.UTF8.GetBytes(profile)));
        scene.Run("annotate", "Adele sings in Paris", "-p", "profile.json");
    }

    private static async Task ChatDatasetAsync(Scene scene, string verb)
    {
        SeedDataset.Write(scene, "twitter-2015");
        scene.Write("profile.json", SeedFiles.Profile(await scene.ServeAsync(ChatAnswers.Draw(scene.Dice))));
        scene.Run([
            verb, "--dataset", "twitter-2015:data", "--split", "valid", "-p", "profile.json", "-o", "out.txt",
            .. scene.Dice.Some(["--cache=cache"])
        ])
            .Expect(0, 1, 3)
            .Makes("out.txt", OutputForm.Any);
    }

    private static void ChatResume(Scene scene, string verb)
    {
        SeedDataset.Write(scene, "twitter-2015");
        scene.Write("profile.json", SeedFiles.Profile("http://127.0.0.1:9"));
        var content = scene.Mutator.Lines(Encoding.UTF8.GetBytes(SeedFiles.Knowledge));
        scene.Write("out.txt", content);

        // Half an answer at the end, as a kill leaves it, may be taken away; whole ones end with an empty line.
        scene.Kept = ("out.txt", content[..(content.AsSpan().LastIndexOf("\n\n"u8) + 2 is > 1 and var end ? end : 0)]);
        scene.Run([
            verb, "--dataset", "twitter-2015:data", "--split", "valid", "-p", "profile.json", "-o", "out.txt",
            .. scene.Dice.Some(["--resume"])
        ])
            .Expect(0, 1, 2, 3)
            .Makes("out.txt", OutputForm.Any);
    }
}
