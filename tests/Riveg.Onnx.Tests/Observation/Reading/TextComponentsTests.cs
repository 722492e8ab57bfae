using CsCheck;
using Riveg.Onnx.Observation.Reading;

namespace Riveg.Onnx.Tests.Observation.Reading;

public sealed class TextComponentsTests
{
    [Fact]
    public void Of_PixelsThatTouchAtCorners_AreOne()
    {
        float[] map =
        [
            0.9f, 0.0f, 0.0f, 0.0f, 0.5f,
            0.0f, 0.7f, 0.0f, 0.0f, 0.0f,
            0.8f, 0.0f, 0.0f, 0.0f, 0.4f,
        ];

        var components = TextComponents.Of(map, 5, 0.3);

        Assert.Equal([0.8, 0.5, 0.4], components.Select(c => Math.Round(c.Score, 6)));
    }

    [Fact]
    public void Of_Bow_IsJoinedWhereItsEndsMeet()
    {
        float[] map =
        [
            1, 0, 1, 0, 1,
            1, 0, 1, 0, 1,
            1, 1, 1, 1, 1,
        ];

        Assert.Equal(5 * 3, Assert.Single(TextComponents.Of(map, 5, 0.3)).Rectangle() is var box ? box.Width * box.Height : 0, 9);
    }

    // As a flood over all neighbours finds them.
    [Fact]
    public void Of_AnyMap_FindsAsManyAsAFloodDoes() => Gen.Float[0, 1].Array[7 * 9].Sample(map =>
    {
        var seen = new bool[map.Length];
        var count = 0;
        for (var i = 0; i < map.Length; i++)
        {
            count += Flood(map, seen, i % 7, i / 7) ? 1 : 0;
        }

        return TextComponents.Of(map, 7, 0.6).Count == count;
    });

    private static bool Flood(float[] map, bool[] seen, int x, int y)
    {
        if (x is < 0 or >= 7 || y is < 0 or >= 9 || seen[(y * 7) + x] || !(map[(y * 7) + x] > 0.6))
        {
            return false;
        }

        seen[(y * 7) + x] = true;
        for (var dy = -1; dy <= 1; dy++)
        {
            for (var dx = -1; dx <= 1; dx++)
            {
                Flood(map, seen, x + dx, y + dy);
            }
        }

        return true;
    }
}
