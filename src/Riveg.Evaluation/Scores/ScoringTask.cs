namespace Riveg.Evaluation.Scores;

/// <summary>What is scored (docs/method.md, "The tasks").</summary>
public enum ScoringTask
{
    /// <summary>Span and type.</summary>
    Mner,

    /// <summary>Span and box.</summary>
    Eeg,

    /// <summary>Span, type and box.</summary>
    Gmner,

    /// <summary>Span, type and mask.</summary>
    Smner,
}
