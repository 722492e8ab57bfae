namespace Riveg.Profiles;

/// <summary>The settings of an implementation that has none.</summary>
internal sealed record NoSettings;
