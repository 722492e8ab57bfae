using Riveg.Pipeline;
using Riveg.Settings;

namespace Riveg.Profiles;

/// <summary>The settings of a profile's stages and sections, read into the records that the catalog names.</summary>
internal sealed class ProfileSettings(Profile profile)
{
    private readonly SettingsReader reader = new(profile.Section);

    /// <summary>Looks at a stage's settings by themselves.</summary>
    public void Check(StageSlot slot, StageChoice choice, Type settings) => reader.CheckMembers(
        SettingsType.Of(settings),
        new SettingsLayer(Place(slot, choice), choice.Settings),
        (key, known) => $"\"{Place(slot, choice)}\" ({choice.Implementation}) has no setting \"{key}\"; there are {known}",
        StageChoice.Use);

    /// <summary>Looks at a section by itself, where the profile has it.</summary>
    public void CheckSection(string name, Type settings)
    {
        if (profile.Section(name) is { } section)
        {
            reader.CheckMembers(
                SettingsType.Of(settings),
                new SettingsLayer(name, section),
                (key, known) => $"\"{name}\" has no \"{key}\"; there are {known}");
        }
    }

    /// <summary>Reads a stage's settings, over the sections that they name.</summary>
    public object Read(StageSlot slot, StageChoice choice, Type settings, bool mustBeComplete) =>
        reader.Read(SettingsType.Of(settings), new SettingsLayer(Place(slot, choice), choice.Settings), mustBeComplete);

    /// <summary>Reads a section.</summary>
    public object ReadSection(string name, Type settings) =>
        reader.Read(SettingsType.Of(settings), new SettingsLayer(name, profile.Section(name) ?? []), mustBeComplete: false);

    /// <summary>All that is wrong so far.</summary>
    public IReadOnlyList<string> Faults => reader.Faults;

    /// <summary>Refuses the profile with all that was found.</summary>
    /// <exception cref="ProfileException">Something was.</exception>
    public void Refuse() => Profile.Refuse(profile.Name, Faults);

    /// <summary>Where a stage's settings stand in the profile.</summary>
    public static string Place(StageSlot slot, StageChoice choice) =>
        choice.Index is { } index ? $"{ProfileFile.Stages}.{slot.Name}[{index}]" : $"{ProfileFile.Stages}.{slot.Name}";
}
