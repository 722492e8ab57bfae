using System.Text.Json.Nodes;
using System.Text.Json;
using Riveg.Onnx.Sessions;
using Riveg.Profiles;

namespace Riveg.Onnx.Profiles;

/// <summary>
/// What a profile says of a stage that runs a network: its <c>model</c>, and how it runs (<c>device</c>, <c>threads</c>, <c>deviceIndex</c>), which may also
/// stand once for all stages in the profile's section <c>onnx</c>.
/// </summary>
internal sealed record OnnxSettings(string Model, OnnxSessionOptions Session)
{
    /// <summary>The section of a profile with what holds for all stages.</summary>
    public const string SharedSection = "onnx";

    private const string ModelKey = "model";
    private static readonly string[] SessionKeys = ["device", "threads", "deviceIndex"];

    /// <summary>The settings that every stage with a network has.</summary>
    public static IReadOnlyList<string> Keys { get; } = [ModelKey, .. SessionKeys];

    /// <summary>Reads the settings of a stage.</summary>
    /// <exception cref="ProfileException">Names the setting that is wrong.</exception>
    public static OnnxSettings Of(StageCreation creation) => new(
        Text(creation.Settings, ModelKey, creation) ?? throw Wrong(creation, $"needs a \"{ModelKey}\": a folder or a name of 'riveg models list'"),
        SessionOf(creation));

    /// <summary>A setting that is a text; null where it is left out.</summary>
    /// <exception cref="ProfileException">The setting is something else.</exception>
    public static string? Text(JsonObject settings, string key, StageCreation creation) => settings[key] switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        _ => throw Wrong(creation, $"\"{key}\" must be a text"),
    };

    /// <summary>Refuses a shared section with a field that nobody reads.</summary>
    /// <exception cref="ProfileException">Names it.</exception>
    public static void CheckShared(Profile profile)
    {
        if (profile.Section(SharedSection)!.Select(s => s.Key).FirstOrDefault(k => !SessionKeys.Contains(k)) is { } unknown)
        {
            throw new ProfileException($"The profile {profile.Name} is wrong: \"{SharedSection}\" has no \"{unknown}\"; there are {string.Join(", ", SessionKeys)}.");
        }
    }

    private static OnnxSessionOptions SessionOf(StageCreation creation)
    {
        var shared = creation.Profile.Section(SharedSection) ?? [];
        JsonObject From(string key) => creation.Settings.ContainsKey(key) ? creation.Settings : shared;
        try
        {
            return new OnnxSessionOptions
            {
                Device = OnnxDevices.Parse(Text(From("device"), "device", creation) ?? OnnxDevice.Cpu.Name()),
                Threads = Number(From("threads"), "threads", creation),
                DeviceIndex = Number(From("deviceIndex"), "deviceIndex", creation),
            };
        }
        catch (ArgumentException e)
        {
            throw Wrong(creation, e.Message.TrimEnd('.'));
        }
    }

    private static int Number(JsonObject settings, string key, StageCreation creation) => settings[key] switch
    {
        null => 0,
        JsonValue value when value.GetValueKind() == JsonValueKind.Number && value.TryGetValue<int>(out var number) && number >= 0 => number,
        _ => throw Wrong(creation, $"\"{key}\" must be a whole number from 0 on"),
    };

    private static ProfileException Wrong(StageCreation creation, string fault) =>
        new($"The profile {creation.Profile.Name} is wrong at \"stages.{creation.Slot.Name}\" ({creation.Implementation}): {fault}.");
}
