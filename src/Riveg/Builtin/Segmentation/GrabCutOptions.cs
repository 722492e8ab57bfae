using System.ComponentModel.DataAnnotations;
using Riveg.Settings;

namespace Riveg.Builtin.Segmentation;

/// <summary>How <see cref="GrabCutSegmenter"/> works.</summary>
internal sealed record GrabCutOptions
{
    /// <summary>The default of <see cref="WorkingSide"/>.</summary>
    public const int DefaultWorkingSide = 80;

    /// <summary>The default of <see cref="Iterations"/>.</summary>
    public const int DefaultIterations = 2;

    /// <summary>The longest side of the reduced picture part that is cut, in cells; more is finer and slower.</summary>
    /// <value>The default value is 80; 8 to 512.</value>
    [Range(8, 512)]
    public int WorkingSide { get; init; } = DefaultWorkingSide;

    /// <summary>How often the colour models are fitted and the graph is cut.</summary>
    /// <value>The default value is 2; 1 to 20.</value>
    [Range(1, 20)]
    public int Iterations { get; init; } = DefaultIterations;

    /// <summary>Checks all values.</summary>
    /// <exception cref="ArgumentException">Names every value that is out of its range.</exception>
    public void Validate() => SettingsCheck.Validate(this, "The options of GrabCut");
}
