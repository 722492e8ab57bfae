using System.Numerics.Tensors;
using Riveg.Onnx.Tokenization;
using Riveg.Posts;

namespace Riveg.Onnx.Ofa;

/// <summary>Whether entities are in pictures, by an OFA: which of yes, no and maybe it would write, and nothing else.</summary>
internal sealed class OfaEntailer
{
    private readonly OfaModel model;
    private readonly OfaEntailmentOptions options;

    // The reference's order.
    private readonly int[] answers;

    public OfaEntailer(OfaModel model, OfaEntailmentOptions options)
    {
        model.RequireSide(options.Side);
        this.model = model;
        this.options = options;
        answers = [.. new[] { " no", " yes", " maybe" }.Select(a => model.Tokenizer.Encode(a) is [var id]
            ? id
            : throw new InvalidDataException(
                $"The tokenizer cuts \"{a.Trim()}\" into pieces; convert the checkpoint again with OFA's own."))];
    }

    /// <summary>Makes the question about a mention, with its post's first caption where there is one.</summary>
    public OfaQuestion Ask(MentionContext mention, RgbImage image) =>
        Ask(image, mention.ExpandedEntity, mention.Post.Captions is [var caption, ..] ? caption : null);

    /// <summary>Makes a question.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="expression">The entity.</param>
    /// <param name="caption">What is said of the picture; null asks about the picture alone.</param>
    /// <exception cref="InvalidDataException">Nothing is left of a text but marks, or the question is too long.</exception>
    public OfaQuestion Ask(RgbImage image, string expression, string? caption)
    {
        var source = caption is null ? model.Prompts.Entailment(expression)
            : options.Order == OfaTextOrder.Published ? model.Prompts.Entailment(expression, caption)
            : model.Prompts.Entailment(caption, expression);
        return new OfaQuestion(image, options.Side, model.Checked(source));
    }

    /// <summary>Answers questions.</summary>
    /// <returns>One answer for each, in order.</returns>
    public async Task<IReadOnlyList<OfaJudgement>> AnswerAsync(IReadOnlyList<OfaQuestion> questions, CancellationToken cancellationToken)
    {
        var judged = new OfaJudgement[questions.Count];
        await model.ReadAsync(
            questions,
            (first, group, memory) =>
            {
                var logits = OfaDecoding.Follow(model, memory, [.. group.Select(q => Prefix(q.Source))], cancellationToken);
                for (var i = 0; i < group.Count; i++)
                {
                    var row = logits.AsSpan(i * model.Description.VocabularySize, model.Description.VocabularySize);
                    judged[first + i] = new OfaJudgement(row[answers[1]], row[answers[0]], row[answers[2]]);
                }
            },
            cancellationToken).ConfigureAwait(false);
        return judged;
    }

    private IReadOnlyList<int> Prefix(OfaSource source) => options.Prompt switch
    {
        OfaPromptKind.None => [OfaTokenizer.Start],
        OfaPromptKind.Src => source.Ids,
        _ => [.. source.Ids.SkipLast(1)],
    };
}

/// <summary>The logits of the three answers.</summary>
internal readonly record struct OfaJudgement(float Yes, float No, float Maybe)
{
    /// <summary>How far yes and maybe together are ahead of no, as log-odds.</summary>
    public double Ahead
    {
        get
        {
            var larger = (double)Math.Max(Yes, Maybe);
            return larger + Math.Log(Math.Exp(Yes - larger) + Math.Exp(Maybe - larger)) - No;
        }
    }

    /// <summary>The probabilities of yes, no and maybe among themselves.</summary>
    public (double Yes, double No, double Maybe) Among()
    {
        double[] logits = [Yes, No, Maybe];
        var shares = new double[3];
        TensorPrimitives.SoftMax<double>(logits, shares);
        return (shares[0], shares[1], shares[2]);
    }

    /// <summary>
    /// That the entity is in the picture: yes or maybe, as published everything but no. The temperature divides how far these two together
    /// are ahead of no, so that it moves probabilities and never a decision.
    /// </summary>
    /// <param name="temperature">The fitted one; at 1 this is 1 - P(no).</param>
    public double Entailment(double temperature) => 1 / (1 + Math.Exp(-Ahead / temperature));
}
