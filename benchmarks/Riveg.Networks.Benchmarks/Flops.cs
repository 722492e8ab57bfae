using Riveg.Networks.Architectures.Sam;

namespace Riveg.Networks.Benchmarks;

/// <summary>
/// Counts the floating-point operations of a network's matrix products and convolutions, two for each multiplication and addition.
/// </summary>
internal static class Flops
{
    public static double OfEncoder(SamImageEncoderConfig config)
    {
        double pixels = config.GridSize * config.GridSize;
        var patches = pixels * config.Width * 3 * config.PatchSize * config.PatchSize;
        var maps = pixels * config.Width * ((4.0 * config.Width) + (2.0 * config.FeedForwardWidth)) * config.Windows.Length;
        var neck = pixels * config.OutputWidth * (config.Width + (9.0 * config.OutputWidth));
        return 2 * (patches + maps + neck + config.Windows.Sum(w => OfAttention(config, w)));
    }

    /// <summary>Scores, values and relative positions; windows reach over the grid's edge.</summary>
    private static double OfAttention(SamImageEncoderConfig config, int window)
    {
        var windows = Math.Pow(Math.Ceiling((double)config.GridSize / window), 2);
        var places = Math.Pow(window, 2);
        return windows * config.Width * ((2 * places * places) + (2 * places * window));
    }
}
