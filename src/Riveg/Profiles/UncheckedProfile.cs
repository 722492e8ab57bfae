using System.Text.Json.Nodes;

namespace Riveg.Profiles;

/// <summary>A profile's JSON with all that it extends laid under it, before its stages and sections are looked at.</summary>
/// <param name="Name">Of a named profile, or of the file without its extension.</param>
/// <param name="Root">Its JSON; the reader's own.</param>
/// <param name="Folder">Where relative paths start.</param>
/// <param name="Files">What it was read from.</param>
/// <param name="Faults">What is wrong with its fields, on any level.</param>
/// <param name="IsWhole">Whether what it extends is there, so that a stage that is missing is a fault.</param>
internal sealed record UncheckedProfile(
    string Name, JsonObject Root, string Folder, IReadOnlyList<string> Files, IReadOnlyList<string> Faults, bool IsWhole);
