namespace Riveg.Posts;

/// <summary>scaffold until branch posts lands</summary>
public sealed record ImageLimits
{
    /// <summary>bytes</summary>
    public long MaxBytes { get; init; } = 64 << 20;

    /// <summary>pixels</summary>
    public long MaxPixels { get; init; } = 100_000_000;
}
