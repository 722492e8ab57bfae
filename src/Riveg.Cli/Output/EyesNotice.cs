using Riveg.Pipeline;

namespace Riveg.Cli.Output;

/// <summary>
/// Says once a run, on standard error, that a profile does not look at what the pictures show, and how to get one that does; nothing where
/// the profile looks, or where no post has a picture that could be seen.
/// </summary>
/// <param name="way">What to type for a profile that looks.</param>
internal sealed class EyesNotice(string way = "'--profile light --pull'")
{
    private bool isSaid;

    /// <summary>Looks at an annotation.</summary>
    /// <param name="provenance">Where it came from; null where that is not known.</param>
    public void Report(Provenance? provenance)
    {
        if (!isSaid && provenance is { Picture: PictureUse.Seen } && !Looks(provenance))
        {
            isSaid = true;
            StandardStreams.Say(
                $"profile {provenance.Profile} does not look at what the picture shows: its boxes are guesses from words, "
                + $"colours and edges; {way} gets eyes (10 MB, once).");
        }
    }

    // The built-in grounder is known to have no eyes; whoever brings another one or an observer knows best.
    private static bool Looks(Provenance provenance) =>
        provenance.Stages.ContainsKey(StageSlots.Observation.Name)
        || !provenance.Stages.TryGetValue(StageSlots.Grounding.Name, out var grounding)
        || grounding.Implementation != RivegPipelineBuilder.DefaultProfile;
}
