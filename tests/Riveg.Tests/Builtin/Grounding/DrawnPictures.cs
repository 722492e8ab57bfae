using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Tests.Builtin.Grounding;

/// <summary>Pictures of one colour with rectangles of others.</summary>
internal static class DrawnPictures
{
    public static readonly (byte R, byte G, byte B) Ground = (40, 60, 150);
    public static readonly (byte R, byte G, byte B) Red = (220, 60, 30);

    public static RgbImage Draw(int width, int height, params (Box Box, (byte R, byte G, byte B) Colour)[] blobs)
    {
        var pixels = new byte[width * height * 3];
        for (var i = 0; i < width * height; i++)
        {
            var colour = Ground;
            foreach (var (box, own) in blobs)
            {
                var (x, y) = ((i % width) + 0.5, (i / width) + 0.5);
                colour = x >= box.X0 && x < box.X1 && y >= box.Y0 && y < box.Y1 ? own : colour;
            }

            (pixels[i * 3], pixels[(i * 3) + 1], pixels[(i * 3) + 2]) = colour;
        }

        return new RgbImage(width, height, pixels);
    }
}
