using Riveg.Onnx.Generation;
using Riveg.Onnx.Tokenization;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Onnx.Ofa;

/// <summary>Where expressions are in pictures, by an OFA: exactly four tokens, by beam search.</summary>
internal sealed class OfaGrounding
{
    private const int Corners = 4;

    // As published; only free search repeats enough to notice.
    private const int NoRepeatNgram = 3;

    private readonly OfaModel model;
    private readonly OfaGroundingOptions options;
    private readonly BeamSearch search;

    public OfaGrounding(OfaModel model, OfaGroundingOptions options)
    {
        model.RequireSide(options.Side);
        this.model = model;
        this.options = options;
        var generation = new GenerationOptions
        {
            BeamSize = options.Beam,
            MinimumLength = Corners,
            MaximumLength = Corners,
            NoRepeatNgram = NoRepeatNgram,
            Constraint = options.Free
                ? null
                : TokenRange.Of(OfaTokenizer.FirstBin, OfaTokenizer.FirstBin + OfaTokenizer.Bins, OfaDecoding.Special),
        };
        search = new BeamSearch(generation, OfaDecoding.Special);
    }

    /// <summary>Makes a question.</summary>
    /// <exception cref="InvalidDataException">Nothing is left of the expression but marks, or it is too long.</exception>
    public OfaQuestion Ask(RgbImage image, string expression) => new(image, options.Side, model.Checked(model.Prompts.Region(expression)));

    /// <summary>Answers questions.</summary>
    /// <returns>For each the sequences that were followed to their end, best first.</returns>
    public async Task<IReadOnlyList<IReadOnlyList<OfaPlace>>> AnswerAsync(
        IReadOnlyList<OfaQuestion> questions, CancellationToken cancellationToken)
    {
        var found = new IReadOnlyList<OfaPlace>[questions.Count];
        await model.ReadAsync(
            questions,
            (first, group, memory) =>
            {
                using var decoder = new CachedDecoder(
                    model.Decoder, memory.Values, memory.Count, model.Description.VocabularySize);
                var hypotheses = search.Run(decoder, group.Count, cancellationToken: cancellationToken);
                for (var i = 0; i < group.Count; i++)
                {
                    var size = new ImageSize(group[i].Image.Width, group[i].Image.Height);
                    found[first + i] = [.. hypotheses[i].Select(h => OfaPlace.Of(h, size))];
                }
            },
            cancellationToken).ConfigureAwait(false);
        return found;
    }
}

/// <summary>A sequence that the search found.</summary>
/// <param name="Tokens">The four tokens.</param>
/// <param name="Bins">The places 0..999 that they name, x0 y0 x1 y1 as written; null where they name no place.</param>
/// <param name="Box">In pixels of the picture; null where there are no places.</param>
/// <param name="Score">The geometric mean of the four tokens' probabilities.</param>
internal sealed record OfaPlace(IReadOnlyList<int> Tokens, IReadOnlyList<int>? Bins, Box? Box, double Score)
{
    public static OfaPlace Of(Hypothesis hypothesis, ImageSize size)
    {
        var tokens = hypothesis.Tokens.SkipLast(1).ToArray();
        var bins = OfaPlaces.Read(hypothesis.Tokens);
        var score = Math.Exp(hypothesis.TokenScores.Take(tokens.Length).Average());
        return new OfaPlace(tokens, bins, bins is null ? null : OfaPlaces.ToBox(bins, size), score);
    }
}
