using Riveg.Evidence;

namespace Riveg.LanguageModels.Stages;

/// <summary>What was observed in a picture, in few words for a prompt; captions have a place of their own there.</summary>
internal static class SeenInWords
{
    // What is seen in a crowd or read off a newspaper would fill the prompt.
    private const int MostLabels = 20;
    private const int MostWords = 40;

    /// <summary>Such as <c>person (2), dog; faces: 2; written: LIVE / ROCK FEST</c>; empty where nothing was seen.</summary>
    /// <param name="observations">Of one picture.</param>
    public static string Of(IReadOnlyList<PictureObservation> observations)
    {
        var objects = Surest(observations, ObservationKind.Object)
            .GroupBy(o => o.Text)
            .Take(MostLabels)
            .Select(g => g.Count() == 1 ? g.Key : $"{g.Key} ({g.Count()})");
        var faces = observations.Count(o => o.Kind == ObservationKind.Face);
        var words = Surest(observations, ObservationKind.Word).Select(o => o.Text).Distinct().Take(MostWords);
        string[] parts =
        [
            string.Join(", ", objects),
            faces == 0 ? string.Empty : $"faces: {faces}",
            string.Join(" / ", words) is { Length: > 0 } written ? $"written: {written}" : string.Empty,
        ];
        return string.Join("; ", parts.Where(p => p.Length > 0));
    }

    private static IEnumerable<PictureObservation> Surest(IReadOnlyList<PictureObservation> observations, ObservationKind kind) =>
        observations.Where(o => o.Kind == kind).OrderByDescending(o => o.Score ?? 1);
}
