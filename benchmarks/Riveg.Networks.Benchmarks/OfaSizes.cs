using Riveg.Networks.Architectures.Ofa;

namespace Riveg.Networks.Benchmarks;

/// <summary>The published sizes (REFERENCE-NOTES: width, encoder and decoder layers, heads, residual network).</summary>
internal static class OfaSizes
{
    public static OfaConfig Of(string size) => size switch
    {
        "tiny" => Make(256, 4, 4, 4, [3, 4, 6]),
        "medium" => Make(512, 4, 4, 8, [3, 4, 23]),
        "base" => Make(768, 6, 6, 12, [3, 4, 23]),
        "large" => Make(1024, 12, 12, 16, [3, 8, 36]),
        "huge" => Make(1280, 24, 12, 16, [3, 8, 36]),
        _ => throw new ArgumentException($"There is no size '{size}'; choose tiny, medium, base, large or huge."),
    };

    private static OfaConfig Make(int width, int encoder, int decoder, int heads, int[] blocks) =>
        new(59457, width, 4 * width, encoder, decoder, heads, [.. blocks], 1026, 511, 42);
}
