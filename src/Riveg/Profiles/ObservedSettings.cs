using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Riveg.Settings;

namespace Riveg.Profiles;

/// <summary>The settings of entailment by what was seen.</summary>
internal sealed record ObservedEntailmentSettings
{
    /// <summary>The implementation of entailment that judges by the words.</summary>
    /// <value>The default value is builtin.</value>
    [Description("The implementation of entailment that judges by the words.")]
    [ImplementationName]
    [MinLength(1)]
    public string Prior { get; init; } = "builtin";
}

/// <summary>The settings of grounding by what was seen.</summary>
internal sealed record ObservedGroundingSettings
{
    /// <summary>The implementation of grounding that locates what nothing that is seen fits.</summary>
    /// <value>The default value is builtin.</value>
    [Description("The implementation of grounding that locates what nothing that is seen fits.")]
    [ImplementationName]
    [MinLength(1)]
    public string Others { get; init; } = "builtin";
}
