namespace Riveg.Posts;

/// <summary>What a picture may be at most; both limits are checked before anything is decoded.</summary>
public sealed record ImageLimits
{
    /// <summary>The default of <see cref="MaxBytes"/>.</summary>
    public const long DefaultMaxBytes = 64L * 1024 * 1024;

    /// <summary>The default of <see cref="MaxPixels"/>.</summary>
    public const long DefaultMaxPixels = 100_000_000;

    /// <summary>The largest encoded picture, in bytes.</summary>
    /// <value>The default value is 64 MiB; at least 1.</value>
    public long MaxBytes { get; init; } = DefaultMaxBytes;

    /// <summary>The largest decoded picture, width times height in pixels.</summary>
    /// <value>The default value is 100 million; 1 to 700 million (an array of its bytes has to exist).</value>
    public long MaxPixels { get; init; } = DefaultMaxPixels;

    /// <summary>Checks both values.</summary>
    /// <exception cref="ArgumentException">Names every value that is out of its range.</exception>
    public void Validate()
    {
        var faults = FindFaults();
        if (faults.Count > 0)
        {
            throw new ArgumentException($"The limits of pictures are wrong: {string.Join("; ", faults)}.");
        }
    }

    internal List<string> FindFaults()
    {
        var faults = new List<string>();
        if (MaxBytes < 1)
        {
            faults.Add($"{nameof(MaxBytes)} is {MaxBytes}, must be at least 1");
        }

        if (MaxPixels is < 1 or > 700_000_000)
        {
            faults.Add($"{nameof(MaxPixels)} is {MaxPixels}, must be 1 to 700 million");
        }

        return faults;
    }
}
