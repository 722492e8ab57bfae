using System.Text;

namespace Riveg.Onnx.Tokenization;

/// <summary>Text that was changed, each of its UTF-16 units with the place in the given text that it came from.</summary>
internal sealed class AlignedText
{
    private readonly int[] starts;
    private readonly int[] ends;
    private readonly TextBudget budget;

    private AlignedText(string text, int[] starts, int[] ends, TextBudget budget)
    {
        Text = text;
        this.budget = budget;
        this.starts = starts;
        this.ends = ends;
    }

    /// <summary>The changed text.</summary>
    public string Text { get; }

    /// <summary>The text as it is given; halves of surrogate pairs become U+FFFD.</summary>
    public static AlignedText Of(string text)
    {
        var aligned = new Builder(new TextBudget(text.Length), text.Length);
        for (var at = 0; at < text.Length;)
        {
            Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length);
            aligned.Add(rune, at, at + length);
            at += length;
        }

        return aligned.Build();
    }

    /// <summary>Counts what is written elsewhere of it.</summary>
    /// <exception cref="InvalidDataException">That was too much for one text.</exception>
    public void Count(int written) => budget.Take(written);

    /// <summary>Begins a text that is made of this one.</summary>
    public Builder Begin() => new(budget, Text.Length + 1);

    /// <summary>The place in the given text of a part of this one that is not empty.</summary>
    public (int Start, int End) Place(int start, int end) => (starts[start], Math.Max(starts[start], ends[end - 1]));

    /// <summary>A part of it.</summary>
    public AlignedText Slice(int start, int end) =>
        start == 0 && end == Text.Length ? this : new(Text[start..end], starts[start..end], ends[start..end], budget);

    /// <summary>Makes a changed text, sign by sign.</summary>
    internal sealed class Builder(TextBudget budget, int capacity)
    {
        private readonly StringBuilder text = new(capacity);
        private readonly List<int> starts = new(capacity);
        private readonly List<int> ends = new(capacity);

        public int Length => text.Length;

        public char Last => text[^1];

        public void Add(Rune rune, int start, int end)
        {
            Span<char> units = stackalloc char[2];
            Add(units[..rune.EncodeToUtf16(units)], start, end);
        }

        /// <exception cref="InvalidDataException">That was too much for one text.</exception>
        public void Add(ReadOnlySpan<char> units, int start, int end)
        {
            budget.Take(units.Length);
            text.Append(units);
            for (var i = 0; i < units.Length; i++)
            {
                starts.Add(start);
                ends.Add(end);
            }
        }

        public void RemoveLast()
        {
            text.Length--;
            starts.RemoveAt(starts.Count - 1);
            ends.RemoveAt(ends.Count - 1);
        }

        public AlignedText Build() => new(text.ToString(), [.. starts], [.. ends], budget);
    }
}
