using Riveg.Hostility.Files;

namespace Riveg.Hostility.Cases;

/// <summary>Pictures and boxes for <c>segment</c>.</summary>
internal static class SegmentRecipes
{
    public static IEnumerable<Recipe> All =>
    [
        .. SeedPictures.Formats.Select(format => Recipe.Of("segment", $"a spoiled {format}", scene =>
        {
            scene.Write("x", scene.Mutator.Bytes(SeedPictures.Encode(format)));
            scene.Run("segment", "--image", "x", "--box", "2,2,40,40", "-o", "mask.png")
                .Expect(0, 1, 2)
                .Makes("mask.png", OutputForm.Picture);
        })),
        Recipe.Of("segment", "hostile boxes", scene =>
        {
            scene.Write("x.png", SeedPictures.Encode("png"));
            var box = scene.Dice.OneIn(3)
                ? scene.Dice.Pick(HostileValues.Texts).Replace("\0", string.Empty, StringComparison.Ordinal)
                : string.Join(',', Enumerable.Range(0, scene.Dice.OneIn(8) ? 5 : 4)
                    .Select(_ => scene.Dice.OneIn(2) ? scene.Dice.Pick(HostileValues.Numbers) : $"{scene.Dice.Next(64)}"));
            scene.Run("segment", "--image", "x.png", $"--box={box}", "--box", "1,1,40,40", "--format", "json")
                .Expect(0, 2).StandardOutput = OutputForm.Json;
        }),
        Recipe.Of("segment", "an output that is the picture", scene =>
        {
            scene.Write("x.png", SeedPictures.Encode("png"));
            File.CreateSymbolicLink(Path.Combine(scene.Folder, "link"), "x.png");
            scene.Run("segment", "--image", scene.Dice.Pick(
                "x.png", "link"), "--box", "1,1,40,40", "-o", scene.Dice.Pick("x.png", "link", "./x.png")).Expect(2);
        }),
    ];
}
