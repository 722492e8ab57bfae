using System.Globalization;
using Microsoft.Extensions.Logging;
using Riveg.Entailment;
using Riveg.Posts;

namespace Riveg.Onnx.Ofa;

/// <summary>
/// Stage 3 by OFA (TMM 2025, section III-D): the expanded entity and the picture's caption are asked about, where there is one. The
/// probability is that of everything but no. Without a picture nothing is in it: 0. Thread-safe.
/// </summary>
public sealed class OfaVisualEntailment : OfaStage<EntailmentAnswer>, IVisualEntailment
{
    private readonly OfaModel model;
    private readonly OfaEntailer entailer;

    /// <summary>Makes the stage.</summary>
    /// <param name="model">A model that was trained for visual entailment. It stays the caller's, and another stage may use it too.</param>
    /// <param name="options">How it is asked; the defaults if null.</param>
    /// <param name="name">The model's name for the provenance; the checkpoint's file if null.</param>
    /// <param name="log">Where is said, once, that a text was cut; nowhere if null.</param>
    /// <exception cref="InvalidDataException">The options do not fit the model.</exception>
    public OfaVisualEntailment(OfaModel model, OfaEntailmentOptions? options = null, string? name = null, ILogger? log = null)
        : base(model ?? throw new ArgumentNullException(nameof(model)), name, log, Details(options ??= new OfaEntailmentOptions(), model))
    {
        this.model = model;
        entailer = new OfaEntailer(model, options);
    }

    private protected override EntailmentAnswer Unseen => new(0);

    private protected override OfaQuestion Ask(MentionContext mention, RgbImage image) => entailer.Ask(mention, image);

    private protected override async Task<IReadOnlyList<EntailmentAnswer>> AnswerAllAsync(
        IReadOnlyList<OfaQuestion> questions, CancellationToken cancellationToken)
    {
        var judged = await entailer.AnswerAsync(questions, cancellationToken).ConfigureAwait(false);
        return [.. judged.Select(j => new EntailmentAnswer(j.Entailment(model.Description.Temperature)))];
    }

    private static (string Name, string Value)[] Details(OfaEntailmentOptions options, OfaModel model) =>
    [
        ("prompt", options.Prompt switch { OfaPromptKind.None => "none", OfaPromptKind.Src => "src", _ => "prev-output" }),
        ("order", options.Order == OfaTextOrder.Natural ? "natural" : "published"),
        ("side", options.Side.ToString(CultureInfo.InvariantCulture)),
        ("temperature", model.Description.Temperature.ToString("R", CultureInfo.InvariantCulture)),
    ];
}
