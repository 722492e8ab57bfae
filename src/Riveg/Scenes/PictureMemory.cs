using System.Runtime.CompilerServices;
using Riveg.Posts;

namespace Riveg.Scenes;

/// <summary>
/// What was reckoned of a post and its picture, kept as long as the picture is: several stages ask for the same. A post about which more
/// is known since is reckoned anew. Thread-safe.
/// </summary>
internal sealed class PictureMemory
{
    private static readonly ConditionalWeakTable<RgbImage, PictureMemory> Kept = [];

    private readonly Post post;
    private readonly object? knowledge;
    private readonly object observations;
    private readonly (Mention Mention, string? Expansion)[] mentions;
    private IReadOnlyList<PostedThing>? things;
    private ObservedScene? scene;

    private PictureMemory(PostContext context)
    {
        (post, knowledge, observations) = (context.Post, context.Knowledge, context.Observations);
        mentions = [.. context.Mentions.Select(m => (m.Mention, m.Expansion))];
    }

    /// <summary>What is kept for a post; nothing yet where it was not asked for.</summary>
    /// <param name="context">The post.</param>
    /// <param name="image">Its picture.</param>
    public static PictureMemory Of(PostContext context, RgbImage image)
    {
        if (Kept.TryGetValue(image, out var kept) && kept.IsOf(context))
        {
            return kept;
        }

        var fresh = new PictureMemory(context);
        Kept.AddOrUpdate(image, fresh);
        return fresh;
    }

    /// <summary>What the post names.</summary>
    /// <param name="read">Reads it; called at most once but for threads that ask at the same time.</param>
    public IReadOnlyList<PostedThing> Things(Func<IReadOnlyList<PostedThing>> read) => things ??= read();

    /// <summary>Where it may be in the picture.</summary>
    /// <param name="look">Looks; called at most once but for threads that ask at the same time.</param>
    public ObservedScene Scene(Func<ObservedScene> look) => scene ??= look();

    private bool IsOf(PostContext context) => ReferenceEquals(context.Post, post)
        && ReferenceEquals(context.Knowledge, knowledge)
        && ReferenceEquals(context.Observations, observations)
        && context.Mentions.Count == mentions.Length
        && context.Mentions.Zip(mentions).All(m => m.First.Mention == m.Second.Mention && m.First.Expansion == m.Second.Expansion);
}
