using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Riveg.Profiles;

/// <summary>The settings of the built-in stages that are trained.</summary>
[Description("The built-in implementation.")]
internal sealed record BuiltinSettings
{
    /// <summary>A file that 'riveg train builtin' made, to be used in place of the model inside the package.</summary>
    /// <value>The default value is null: the model inside the package.</value>
    [Description("A file that 'riveg train builtin' made, to be used in place of the model inside the package.")]
    [DefaultValue("the model inside the package")]
    [MinLength(1)]
    public string? Model { get; init; }
}
