using Riveg.Regions;

namespace Riveg.Evaluation.Scores;

/// <summary>Brings masks of one picture in two sizes together.</summary>
internal static class MaskScaling
{
    /// <summary>The mask in another size: each new pixel is that of the old ones in which its centre lies.</summary>
    public static Mask Resize(Mask mask, ImageSize size)
    {
        var from = mask.ToPixels();
        var to = new byte[size.Width * size.Height];
        for (var y = 0; y < size.Height; y++)
        {
            var row = (int)((y + 0.5) * mask.Height / size.Height) * mask.Width;
            for (var x = 0; x < size.Width; x++)
            {
                to[(y * size.Width) + x] = from[row + (int)((x + 0.5) * mask.Width / size.Width)];
            }
        }

        return Mask.FromPixels(size.Width, size.Height, to);
    }
}
