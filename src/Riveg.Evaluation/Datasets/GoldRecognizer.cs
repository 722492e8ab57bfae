using Riveg.Posts;
using Riveg.Recognition;
using Riveg.Stages;

namespace Riveg.Evaluation.Datasets;

/// <summary>
/// Gives the gold mentions of a data set instead of recognising any, so that the later stages can be measured apart from recognition.
/// Thread-safe.
/// </summary>
public sealed class GoldRecognizer : IEntityRecognizer
{
    private readonly Dictionary<(string Id, string Text), IReadOnlyList<Mention>> mentions;

    /// <summary>Makes a recogniser of gold posts; of two with one id and one text the first counts.</summary>
    public GoldRecognizer(IEnumerable<GoldPost> posts)
    {
        ArgumentNullException.ThrowIfNull(posts);
        mentions = posts.DistinctBy(Key).ToDictionary(
            Key, p => (IReadOnlyList<Mention>)[.. p.Entities.Select(e => new Mention(e.Span, e.Type))]);

        static (string Id, string Text) Key(GoldPost post) => (post.Post.Id, post.Post.Text);
    }

    /// <inheritdoc />
    public StageInfo Info { get; } = new("gold");

    /// <inheritdoc />
    /// <exception cref="ArgumentException">A post is not of the data set.</exception>
    public ValueTask<IReadOnlyList<IReadOnlyList<Mention>>> RecognizeAsync(
        IReadOnlyList<PostContext> posts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(posts);
        return ValueTask.FromResult<IReadOnlyList<IReadOnlyList<Mention>>>([.. posts.Select(p =>
            mentions.GetValueOrDefault((p.Post.Id, p.Post.Text))
                ?? throw new ArgumentException($"The data set has no post {p.Post.Id}.", nameof(posts)))]);
    }
}
