namespace Riveg.Posts;

/// <summary>A half-open range of UTF-16 code units of a text: <c>[Start, End)</c>.</summary>
public readonly record struct TextSpan : IComparable<TextSpan>
{
    /// <summary>Makes a span.</summary>
    /// <param name="start">The index of the first code unit, at least 0.</param>
    /// <param name="end">The index after the last code unit, at least <paramref name="start"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is reversed or starts below 0.</exception>
    public TextSpan(int start, int end)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfLessThan(end, start);
        Start = start;
        End = end;
    }

    /// <summary>The index of the first code unit.</summary>
    public int Start { get; }

    /// <summary>The index after the last code unit.</summary>
    public int End { get; }

    /// <summary>How many code units the span holds.</summary>
    public int Length => End - Start;

    /// <summary>Whether two spans share at least one code unit.</summary>
    /// <param name="other">A span of the same text.</param>
    /// <returns>Whether they do; spans that only touch do not.</returns>
    public bool Overlaps(TextSpan other) => Start < other.End && other.Start < End;

    /// <summary>Whether the other span lies within this one.</summary>
    /// <param name="other">A span of the same text.</param>
    /// <returns>Whether it does; a span contains itself.</returns>
    public bool Contains(TextSpan other) => Start <= other.Start && other.End <= End;

    /// <summary>The part of <paramref name="text"/> that the span names.</summary>
    /// <param name="text">The text.</param>
    /// <returns>A view of the text, not a copy.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The span reaches past the end of the text.</exception>
    public ReadOnlySpan<char> Slice(string text) => text.AsSpan(Start, Length);

    /// <summary>The part of <paramref name="text"/> that the span names, as a string.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The part.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The span reaches past the end of the text.</exception>
    public string Of(string text) => text.Substring(Start, Length);

    /// <summary>The same span counted in Unicode code points of <paramref name="text"/>; an unpaired surrogate counts as one.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The span in code points.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The span reaches past the end of the text.</exception>
    public TextSpan ToCodePoints(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var start = CountCodePoints(text.AsSpan(0, Start));
        return new TextSpan(start, start + CountCodePoints(Slice(text)));
    }

    /// <inheritdoc />
    public int CompareTo(TextSpan other) => Start != other.Start ? Start.CompareTo(other.Start) : End.CompareTo(other.End);

    /// <summary>Orders by start, then end.</summary>
    public static bool operator <(TextSpan left, TextSpan right) => left.CompareTo(right) < 0;

    /// <summary>Orders by start, then end.</summary>
    public static bool operator >(TextSpan left, TextSpan right) => left.CompareTo(right) > 0;

    /// <summary>Orders by start, then end.</summary>
    public static bool operator <=(TextSpan left, TextSpan right) => left.CompareTo(right) <= 0;

    /// <summary>Orders by start, then end.</summary>
    public static bool operator >=(TextSpan left, TextSpan right) => left.CompareTo(right) >= 0;

    /// <inheritdoc />
    public override string ToString() => $"[{Start}, {End})";

    private static int CountCodePoints(ReadOnlySpan<char> text)
    {
        var count = 0;
        for (var i = 0; i < text.Length; i++, count++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                i++;
            }
        }

        return count;
    }
}
