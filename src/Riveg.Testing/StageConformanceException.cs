namespace Riveg.Testing;

/// <summary>A stage breaks its contract; the message has one line for each failure.</summary>
public sealed class StageConformanceException : Exception
{
    internal StageConformanceException(string implementation, IReadOnlyList<ConformanceFailure> failures)
        : base($"The stage {implementation} breaks its contract:{string.Concat(failures.Select(f => $"\n* {f}"))}") => Failures = failures;

    /// <summary>All that was found; at least one.</summary>
    public IReadOnlyList<ConformanceFailure> Failures { get; }
}
