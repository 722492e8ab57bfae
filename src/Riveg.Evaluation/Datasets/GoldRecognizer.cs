using Riveg.Posts;
using Riveg.Recognition;
using Riveg.Stages;

namespace Riveg.Evaluation.Datasets;

/// <summary>
/// Gives the gold mentions of a data set instead of recognising any, so that the later stages can be measured apart from recognition.
/// Thread-safe.
/// </summary>
public sealed class GoldRecognizer : PostStage<IReadOnlyList<Mention>>, IEntityRecognizer
{
    private readonly Dictionary<(string Id, string Text), IReadOnlyList<Mention>> mentions;

    /// <summary>Makes a recogniser of gold posts; of two with one id and one text the first counts.</summary>
    public GoldRecognizer(IEnumerable<GoldPost> posts)
        : base("gold")
    {
        ArgumentNullException.ThrowIfNull(posts);
        mentions = posts.DistinctBy(Key).ToDictionary(
            Key, p => (IReadOnlyList<Mention>)[.. p.Entities.Select(e => new Mention(e.Span, e.Type))]);

        static (string Id, string Text) Key(GoldPost post) => (post.Post.Id, post.Post.Text);
    }

    /// <inheritdoc />
    /// <exception cref="ArgumentException">The post is not of the data set.</exception>
    protected override ValueTask<IReadOnlyList<Mention>> AnswerPostAsync(PostContext post, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(post);
        return ValueTask.FromResult(mentions.GetValueOrDefault((post.Post.Id, post.Post.Text))
            ?? throw new ArgumentException($"The data set has no post {post.Post.Id}.", nameof(post)));
    }
}
