namespace Riveg.Testing.Conformance;

/// <summary>One thing that an answer says.</summary>
/// <param name="Path">Where in the answer, such as <c>[2].score</c>.</param>
/// <param name="Value">A number, or what is equal or not.</param>
internal sealed record AnswerPart(string Path, object? Value)
{
    /// <summary>Says where two answers differ; null where they are the same.</summary>
    /// <param name="got">The one.</param>
    /// <param name="expected">The other.</param>
    /// <param name="tolerance">How far numbers may be apart.</param>
    public static string? Difference(IReadOnlyList<AnswerPart> got, IReadOnlyList<AnswerPart> expected, double tolerance)
    {
        foreach (var (one, other) in got.Zip(expected))
        {
            if (one.Path != other.Path)
            {
                return $"{one} instead of {other}";
            }

            var isSame = one.Value is double a && other.Value is double b
                ? Math.Abs(a - b) <= tolerance || a.Equals(b)
                : Equals(one.Value, other.Value);
            if (!isSame)
            {
                return $"{one} instead of {other.Shown}";
            }
        }

        return got.Count == expected.Count ? null : $"{got.Count} values instead of {expected.Count}";
    }

    /// <inheritdoc />
    public override string ToString() => $"{Path.TrimStart('.')} {Shown}".TrimStart();

    private string Shown => Value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        _ => FormattableString.Invariant($"{Value}"),
    };
}
