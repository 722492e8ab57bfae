using Riveg.Regions;

namespace Riveg.LanguageModels.Dialects;

/// <summary>
/// In which sizes a family sees pictures. A picture that is sent in such a size is not resized again at the server: its pixels are those
/// that the model counts, and nothing is paid for that is thrown away. Immutable.
/// </summary>
internal sealed record PictureSizes
{
    /// <summary>Any size.</summary>
    public static PictureSizes Any { get; } = new();

    /// <summary>Both sides are multiples of this; 1 for any side.</summary>
    public int Grid { get; init; } = 1;

    /// <summary>The longest side, in pixels.</summary>
    public int MaxSide { get; init; } = int.MaxValue;

    /// <summary>The shorter side at most, in pixels.</summary>
    public int MaxShortSide { get; init; } = int.MaxValue;

    /// <summary>Width times height at least: a smaller picture is enlarged.</summary>
    public long MinPixels { get; init; } = 1;

    /// <summary>Width times height at most.</summary>
    public long MaxPixels { get; init; } = long.MaxValue;

    /// <summary>
    /// The size in which a picture is sent: at most <paramref name="maxSide"/> along its longer side, its shape kept up to the grid, and
    /// never enlarged but to the least that the family sees.
    /// </summary>
    public ImageSize SentSize(ImageSize original, int maxSide)
    {
        var (longer, shorter) = (Math.Max(original.Width, original.Height), Math.Min(original.Width, original.Height));
        var area = (double)original.Width * original.Height;
        double[] most =
            [1, maxSide / (double)longer, MaxSide / (double)longer, MaxShortSide / (double)shorter, Math.Sqrt(MaxPixels / area)];
        var scale = most.Min();
        scale = Math.Max(scale, Math.Min(Math.Sqrt(MinPixels / area), maxSide / (double)longer));
        var (width, height) = (original.Width * scale, original.Height * scale);
        return Grid == 1
            ? new ImageSize(Math.Max(1, (int)Math.Round(width)), Math.Max(1, (int)Math.Round(height)))
            : OnGrid(width, height, maxSide);
    }

    // Two cells along each side at least: less is no picture to these models.
    private ImageSize OnGrid(double width, double height, int maxSide)
    {
        var most = Math.Max(2, Math.Min(maxSide, MaxSide) / Grid);
        int Cells(double side, Func<double, double> round) => Math.Clamp((int)round(side / Grid), 2, most);
        var (across, down) = (Cells(width, Math.Round), Cells(height, Math.Round));
        if ((long)across * down * Grid * Grid > MaxPixels)
        {
            (across, down) = (Cells(width, Math.Floor), Cells(height, Math.Floor));
        }
        else if ((long)across * down * Grid * Grid < MinPixels)
        {
            (across, down) = (Cells(width, Math.Ceiling), Cells(height, Math.Ceiling));
        }

        return new ImageSize(across * Grid, down * Grid);
    }
}
