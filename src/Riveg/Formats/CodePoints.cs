namespace Riveg.Formats;

/// <summary>Turns indices of code points into those of UTF-16.</summary>
internal sealed class CodePoints
{
    private readonly int[] starts;

    /// <summary>Makes the table of a text.</summary>
    public CodePoints(string text)
    {
        var found = new List<int>(text.Length + 1);
        for (var i = 0; i < text.Length; i++)
        {
            found.Add(i);
            i += i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]) ? 1 : 0;
        }

        found.Add(text.Length);
        starts = [.. found];
    }

    /// <summary>How many there are.</summary>
    public int Count => starts.Length - 1;

    /// <summary>The UTF-16 index of a code point, or the text's length for <see cref="Count"/>; null outside.</summary>
    public int? ToUtf16(int index) => index >= 0 && index < starts.Length ? starts[index] : null;
}
