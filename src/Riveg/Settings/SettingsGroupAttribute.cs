namespace Riveg.Settings;

/// <summary>
/// Says that a member of a record of settings, as <c>StageCatalog.Add</c> takes it, is a record of settings itself, which is read and
/// checked with it.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingsGroupAttribute : Attribute
{
    /// <summary>The profile's section that gives what the stage itself leaves out.</summary>
    /// <value>The default value is null: no section does.</value>
    public string? Section { get; init; }

    /// <summary>Whether the settings stand among those of the record that has them, rather than in an object of their own.</summary>
    /// <value>The default value is false.</value>
    public bool IsInline { get; init; }
}
