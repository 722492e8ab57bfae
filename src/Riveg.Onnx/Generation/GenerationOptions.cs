namespace Riveg.Onnx.Generation;

/// <summary>How sequences are searched, as fairseq's <c>SequenceGenerator</c> takes it, which OFA uses.</summary>
internal sealed record GenerationOptions
{
    /// <summary>How many sequences are kept under way and are found for each query: 1 is greedy search.</summary>
    public int BeamSize { get; init; } = 5;

    /// <summary>The end is forbidden before that many tokens; prefixes are exempt.</summary>
    public int MinimumLength { get; init; } = 1;

    /// <summary>After that many tokens only the end is left.</summary>
    public int MaximumLength { get; init; } = 200;

    /// <summary>The power of the length by which a score is divided: below 1 prefers short sequences, above 1 long ones.</summary>
    public double LengthPenalty { get; init; } = 1;

    /// <summary>Whether a score is divided by the length at all.</summary>
    public bool IsNormalized { get; init; } = true;

    /// <summary>Is taken from the score of each unknown token.</summary>
    public double UnknownPenalty { get; init; }

    /// <summary>Divides the logits: above 1 they come closer, below 1 further apart.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>No sequence of that many tokens, the start counted, comes twice; 0 allows all.</summary>
    public int NoRepeatNgram { get; init; }

    /// <summary>Which tokens may follow; all of them if null.</summary>
    public TokenConstraint? Constraint { get; init; }

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentException">An option is wrong; the message says which.</exception>
    public void Validate()
    {
        Check(BeamSize >= 1, nameof(BeamSize), "1 or more", BeamSize);
        Check(MinimumLength >= 0, nameof(MinimumLength), "0 or more", MinimumLength);
        Check(MaximumLength >= Math.Max(MinimumLength, 1), nameof(MaximumLength), "1 or more, and no less than the minimum", MaximumLength);
        Check(double.IsFinite(LengthPenalty), nameof(LengthPenalty), "a number", LengthPenalty);
        Check(double.IsFinite(UnknownPenalty), nameof(UnknownPenalty), "a number", UnknownPenalty);
        Check(double.IsFinite(Temperature) && Temperature > 0, nameof(Temperature), "above 0", Temperature);
        Check(NoRepeatNgram >= 0, nameof(NoRepeatNgram), "0 or more", NoRepeatNgram);
    }

    private static void Check(bool holds, string name, string wanted, double value)
    {
        if (!holds)
        {
            throw new ArgumentException(FormattableString.Invariant($"{name} is {value}; it has to be {wanted}."));
        }
    }
}
