using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json;
using Riveg.LanguageModels.Chat;
using Riveg.Profiles;

namespace Riveg.LanguageModels.Profiles;

/// <summary>Reads the <c>chat</c> section of a profile, with a stage's own <c>chat</c> settings laid over it.</summary>
internal static class ChatSection
{
    /// <summary>The section's name.</summary>
    public const string Name = "chat";

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, NumberHandling = JsonNumberHandling.Strict };

    public static ChatEndpointOptions Read(Profile profile, JsonObject settings)
    {
        var json = Merge(profile, settings);
        try
        {
            TakeSeconds(json, "timeoutSeconds", "timeout");
            TakeSeconds(json, "retryDelaySeconds", "retryDelay");
            return (json.Deserialize<ChatEndpointOptions>(Strict) ?? new ChatEndpointOptions()).WithEnvironment();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or OverflowException)
        {
            throw new ProfileException($"The profile {profile.Name} is wrong: \"chat\" cannot be read: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    public static string Json(Profile profile, JsonObject settings) => Merge(profile, settings).ToJsonString();

    private static JsonObject Merge(Profile profile, JsonObject settings)
    {
        var merged = profile.Section(Name) ?? [];
        foreach (var (key, value) in OwnSettings(profile, settings))
        {
            merged[key] = value?.DeepClone();
        }

        return merged;
    }

    private static JsonObject OwnSettings(Profile profile, JsonObject settings) => settings[Name] switch
    {
        null => [],
        JsonObject own => own,
        _ => throw new ProfileException($"The profile {profile.Name} is wrong: a stage's \"{Name}\" is no object."),
    };

    private static void TakeSeconds(JsonObject json, string from, string to)
    {
        if (json[from] is { } seconds)
        {
            json.Remove(from);
            json[to] = TimeSpan.FromSeconds(seconds.GetValue<double>()).ToString("c");
        }
    }
}
