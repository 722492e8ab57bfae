namespace Riveg.Testing;

/// <summary>
/// A stage breaks its contract; the message has one line for each rule that it breaks, with how often and the first example.
/// </summary>
public sealed class StageConformanceException : Exception
{
    internal StageConformanceException(string implementation, IReadOnlyList<ConformanceFailure> failures)
        : base($"The stage {implementation} breaks its contract:{string.Concat(failures.GroupBy(f => f.Rule).Select(Line))}") =>
        Failures = failures;

    /// <summary>All that was found; at least one.</summary>
    public IReadOnlyList<ConformanceFailure> Failures { get; }

    private static string Line(IGrouping<ConformanceRule, ConformanceFailure> broken)
    {
        var count = broken.Count();
        return count == 1 ? $"\n* {broken.First()}" : $"\n* {broken.First()} This rule is broken {count} times.";
    }
}
