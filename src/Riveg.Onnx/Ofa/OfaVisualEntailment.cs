using System.Globalization;
using Riveg.Entailment;
using Riveg.Posts;

namespace Riveg.Onnx.Ofa;

/// <summary>
/// Stage 3 by OFA (TMM 2025, section III-D): the expanded entity and the picture's caption are asked about, where there is one. Without a
/// picture nothing is in it: 0.
/// </summary>
internal sealed class OfaVisualEntailment : OfaStage<EntailmentAnswer>, IVisualEntailment
{
    private readonly OfaModel model;
    private readonly OfaEntailer entailer;

    public OfaVisualEntailment(OfaModel model, OfaEntailmentOptions options, string name, Action<string> warn)
        : base(
            model,
            name,
            warn,
            ("prompt", options.Prompt.ToString()),
            ("order", options.Order.ToString()),
            ("side", $"{options.Side}"),
            ("temperature", model.Description.Temperature.ToString("R", CultureInfo.InvariantCulture)))
    {
        this.model = model;
        entailer = new OfaEntailer(model, options);
    }

    protected override EntailmentAnswer Unseen => new(0);

    protected override OfaQuestion Ask(MentionContext mention, RgbImage image) =>
        entailer.Ask(image, mention.ExpandedEntity, mention.Post.Captions is [var caption, ..] ? caption : null);

    protected override async Task<IReadOnlyList<EntailmentAnswer>> AnswerAsync(
        IReadOnlyList<OfaQuestion> questions, CancellationToken cancellationToken)
    {
        var judged = await entailer.AnswerAsync(questions, cancellationToken).ConfigureAwait(false);
        return [.. judged.Select(j => new EntailmentAnswer(j.Entailment(model.Description.Temperature)))];
    }
}
