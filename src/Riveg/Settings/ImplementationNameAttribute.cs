namespace Riveg.Settings;

/// <summary>
/// Says that a setting names an implementation of the stage whose setting it is, such as the one that serves where this one has nothing to
/// say. One that nobody knows is told before anything is made.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ImplementationNameAttribute : Attribute;
