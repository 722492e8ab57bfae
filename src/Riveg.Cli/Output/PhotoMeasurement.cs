using Riveg.Evaluation.Photos;

namespace Riveg.Cli.Output;

/// <summary>What was measured of profiles on annotated photographs.</summary>
/// <param name="Dataset">As <c>KIND:DIR</c>.</param>
/// <param name="Size">How much there is in it.</param>
/// <param name="IsNatural">Whether the profiles' own mentions were taken.</param>
/// <param name="HasKnowledge">Whether the posts came with a language model's answers.</param>
/// <param name="Profiles">Each profile, in the order of the command line.</param>
/// <param name="Baselines">Answers that look at nothing.</param>
internal sealed record PhotoMeasurement(
    string Dataset,
    PhotoSetSize Size,
    bool IsNatural,
    bool HasKnowledge,
    IReadOnlyList<MeasuredSystem> Profiles,
    IReadOnlyList<MeasuredSystem> Baselines);

/// <summary>A profile, or answers that look at nothing, and what was measured.</summary>
/// <param name="Name">The profile as it was named.</param>
/// <param name="Figures">What the answers reach.</param>
/// <param name="Failed">How many posts were not annotated in full.</param>
internal sealed record MeasuredSystem(string Name, IReadOnlyDictionary<PhotoFigure, MeasuredFigure> Figures, int Failed = 0);
