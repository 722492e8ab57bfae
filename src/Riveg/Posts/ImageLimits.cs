using System.ComponentModel.DataAnnotations;
using Riveg.Settings;

namespace Riveg.Posts;

/// <summary>What a picture may be at most; both limits are checked before anything is decoded.</summary>
public sealed record ImageLimits
{
    /// <summary>The default of <see cref="MaxBytes"/>.</summary>
    public const long DefaultMaxBytes = 64L * 1024 * 1024;

    /// <summary>The default of <see cref="MaxPixels"/>.</summary>
    public const long DefaultMaxPixels = 100_000_000;

    /// <summary>The largest encoded picture, in bytes.</summary>
    /// <value>The default value is 67,108,864; at least 1.</value>
    [Range(1, double.MaxValue)]
    public long MaxBytes { get; init; } = DefaultMaxBytes;

    /// <summary>The largest decoded picture, width times height in pixels.</summary>
    /// <value>The default value is 100,000,000; 1 to 700,000,000 (an array of its bytes has to exist).</value>
    [Range(1, 700_000_000)]
    public long MaxPixels { get; init; } = DefaultMaxPixels;

    /// <summary>Checks both values.</summary>
    /// <exception cref="ArgumentException">Names every value that is out of its range.</exception>
    public void Validate() => SettingsCheck.Validate(this, "The limits of pictures");
}
