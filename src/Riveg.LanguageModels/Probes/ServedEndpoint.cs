using Riveg.LanguageModels.Chat;
using Riveg.LanguageModels.Profiles;
using Riveg.Pipeline;
using Riveg.Profiles;

namespace Riveg.LanguageModels.Probes;

/// <summary>A model at an endpoint, with the stages of a profile that it serves.</summary>
/// <param name="Options">How it is asked: as grounding asks it where that is among the stages, else as the first of them.</param>
/// <param name="Stages">The stages, in the order of the pipeline.</param>
internal sealed record ServedEndpoint(ChatEndpointOptions Options, IReadOnlyList<StageSlot> Stages)
{
    // The name of the implementation in profiles.
    private const string Chat = "chat";

    /// <summary>The stages that a chat model can serve, in the order of the pipeline.</summary>
    public static IReadOnlyList<StageSlot> Slots { get; } =
        [StageSlots.Captions, StageSlots.Knowledge, StageSlots.Expansion, StageSlots.Entailment, StageSlots.Grounding];

    /// <summary>Each model that a profile asks, once; empty where it asks none.</summary>
    /// <param name="profile">The profile.</param>
    /// <exception cref="ProfileException">It lacks something, such as the endpoint: names every fault.</exception>
    public static IReadOnlyList<ServedEndpoint> Of(Profile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return [.. Slots
            .Where(slot => profile.Stages.GetValueOrDefault(slot)?.Implementation == Chat)
            .Select(slot => (Slot: slot, Options: OptionsOf(profile, slot)))
            .GroupBy(s => (s.Options.Endpoint, s.Options.Model, s.Options.ApiKeyVariable))
            .Select(group => new ServedEndpoint(
                group.OrderByDescending(s => s.Slot == StageSlots.Grounding).First().Options, [.. group.Select(s => s.Slot)]))];
    }

    private static ChatEndpointOptions OptionsOf(Profile profile, StageSlot slot) => slot == StageSlots.Knowledge
        ? profile.ReadStage<KnowledgeSettings>(slot, Chat).Chat
        : profile.ReadStage<ChatSettings>(slot, Chat).Chat;
}
