using Riveg.Expansion;
using Riveg.Lexicon;
using Riveg.Posts;
using Riveg.Stages;

namespace Riveg.Builtin.Expansion;

/// <summary>
/// Stage 2 with the lexicon: what the post's knowledge says of a name, else what the sentence and the lists of names say where they are
/// sure enough; null where neither knows. Thread-safe.
/// </summary>
internal sealed class LexiconExpander : MentionStage<string?>, IEntityExpander
{
    // A phrase that is wrong leads the stages behind astray.
    private const double SureEnough = 0.5;

    private const string BySelf = "the type";

    /// <summary>Makes the stage.</summary>
    public LexiconExpander()
        : base("lexicon")
    {
    }

    /// <inheritdoc />
    protected override ValueTask<string?> AnswerMentionAsync(MentionContext mention, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mention);
        return ValueTask.FromResult(Expand(mention));
    }

    private static string? Expand(MentionContext mention)
    {
        if (KnowledgeEntityExpander.Expand(mention) is { } known)
        {
            return known;
        }

        var post = mention.Post.AsRead;
        return NameLexicon.Read(post, post.Mentions[mention.Index])
            .FirstOrDefault(r => r.Probability >= SureEnough && r.Source != BySelf)?.Phrase;
    }
}
