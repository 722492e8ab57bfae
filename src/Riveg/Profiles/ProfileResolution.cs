using System.Text.Json.Nodes;
using Riveg.Pipeline;

namespace Riveg.Profiles;

/// <summary>A pipeline's profile and options, out of all that was said of them.</summary>
/// <param name="Profile">The profile, with what the program laid over it.</param>
/// <param name="Options">The options: the program's over the profile's over the defaults.</param>
internal sealed record ProfileResolution(Profile Profile, PipelineOptions Options)
{
    /// <summary>Puts all together and checks it; what is wrong anywhere is told at once.</summary>
    /// <param name="catalog">Knows all implementations, sections and profiles.</param>
    /// <param name="read">Reads the profile.</param>
    /// <param name="overlay">What the program lays over its sections.</param>
    /// <param name="code">The options that the program sets.</param>
    /// <param name="isMade">Whether the profile's implementation of a slot is to be made.</param>
    /// <exception cref="ProfileException">Names every fault of the profile, of what lies over it, and of the options.</exception>
    public static ProfileResolution Of(
        StageCatalog catalog, Func<UncheckedProfile> read, JsonObject overlay, PipelineOptions code, Predicate<StageSlot> isMade)
    {
        var sentences = new List<string>();
        var profile = Read(catalog, read, overlay, isMade, sentences);
        var below = sentences.Count == 0 && profile is not null
            ? profile.ReadSection<PipelineSettings>(PipelineSection.Name).ToOptions()
            : new PipelineOptions();
        var options = code.Over(below);
        if (PipelineSection.FindFault(options) is { } fault)
        {
            sentences.Add(fault);
        }

        return sentences.Count == 0 ? new ProfileResolution(profile!, options) : throw new ProfileException(string.Join(" ", sentences));
    }

    private static Profile? Read(
        StageCatalog catalog, Func<UncheckedProfile> read, JsonObject overlay, Predicate<StageSlot> isMade, List<string> sentences)
    {
        var known = overlay.Where(s => catalog.IsSection(s.Key)).ToList();
        sentences.AddRange(overlay.Where(s => !catalog.IsSection(s.Key)).Select(s => catalog.UnknownSection(s.Key)));
        try
        {
            var given = read();
            foreach (var (section, values) in known)
            {
                ProfileMerge.Into(given.Root, new JsonObject { [section] = values?.DeepClone() });
            }

            var faults = given.Faults.ToList();
            var profile = Profile.Read(given, faults);
            Profile.Refuse(given.Name, [.. faults, .. catalog.FindAllFaults(profile, isMade)]);
            return profile;
        }
        catch (ProfileException exception)
        {
            sentences.Add(exception.Message);
            return null;
        }
    }
}
