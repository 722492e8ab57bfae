namespace Riveg.Settings;

/// <summary>Names the environment variable that gives a setting where a profile leaves it out.</summary>
/// <param name="variable">The variable's name.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FromVariableAttribute(string variable) : Attribute
{
    /// <summary>The variable's name.</summary>
    public string Variable { get; } = variable;
}
