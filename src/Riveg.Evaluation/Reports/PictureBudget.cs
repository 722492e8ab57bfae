namespace Riveg.Evaluation.Reports;

/// <summary>
/// Keeps a page's pictures within so many bytes: where it is known how many posts there are, all pictures become so small that they fit;
/// those that do not fit all the same are left out.
/// </summary>
internal sealed class PictureBudget
{
    // A photograph as JPEG takes about a quarter of a byte a pixel, and base64 a third more; its sides are about as 4 to 3.
    private const double BytesOfPixel = 0.34;
    private const double ShorterSide = 0.75;
    private const int SmallestSide = 96;

    private readonly long most;
    private long taken;

    public PictureBudget(HtmlReportOptions options)
    {
        most = options.PictureBytes;
        var pixels = options.Posts == 0 ? double.PositiveInfinity : most / (options.Posts * BytesOfPixel);
        var fitting = Math.Sqrt(pixels / ShorterSide);
        LongestSide = Math.Min(options.LongestSide, Math.Max(SmallestSide, fitting < int.MaxValue ? (int)fitting : int.MaxValue));
    }

    /// <summary>The longer side of the pictures, in pixels.</summary>
    public int LongestSide { get; }

    /// <summary>How many pictures did not fit.</summary>
    public int LeftOut { get; private set; }

    /// <summary>Whether a picture of so many bytes still fits; it then counts.</summary>
    public bool TryTake(long bytes)
    {
        if (taken + bytes > most)
        {
            LeftOut++;
            return false;
        }

        taken += bytes;
        return true;
    }
}
