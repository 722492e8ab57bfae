using System.ComponentModel.DataAnnotations;

namespace Riveg.Settings;

/// <summary>
/// The range of a <see cref="TimeSpan"/> in seconds. In a profile such a setting is a number, and its name ends in <c>Seconds</c>.
/// </summary>
/// <param name="least">The least, in seconds.</param>
/// <param name="most">The most, in seconds.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecondsRangeAttribute(double least, double most) : RangeAttribute(least, most)
{
    /// <summary>Whether <see cref="Timeout.InfiniteTimeSpan"/> may be set in code.</summary>
    /// <value>The default value is false.</value>
    public bool AllowsInfinite { get; init; }

    /// <inheritdoc />
    public override bool IsValid(object? value) => value switch
    {
        TimeSpan time when AllowsInfinite && time == Timeout.InfiniteTimeSpan => true,
        TimeSpan time => base.IsValid(time.TotalSeconds),
        _ => base.IsValid(value),
    };
}
