namespace Riveg.Evidence;

/// <summary>A sentence of the reasoning.</summary>
internal sealed class KnowledgeSentence
{
    private static readonly HashSet<string> PictureWords =
    [
        "image", "images", "picture", "pictures", "pictured", "photo", "photos", "photograph", "visual", "depicts", "depicted", "poster",
    ];

    private KnowledgeSentence(string text)
    {
        Text = text;
        Words = Evidence.Words.Of(text);
        IsAboutPicture = Words.Any(PictureWords.Contains);
    }

    /// <summary>The sentence as it stands.</summary>
    public string Text { get; }

    /// <summary>Its words in lower case.</summary>
    public string[] Words { get; }

    /// <summary>Whether it speaks of the picture.</summary>
    public bool IsAboutPicture { get; }

    /// <summary>
    /// Splits text into sentences. A full stop ends one unless it stands after an initial ("Michael B. Jordan"); answers sometimes lack the
    /// space after it.
    /// </summary>
    public static IEnumerable<KnowledgeSentence> Split(string text)
    {
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '.' or '!' or '?' or '\n' && EndsSentence(text, i))
            {
                if (i > start)
                {
                    yield return new KnowledgeSentence(text[start..(i + 1)].Trim());
                }

                start = i + 1;
            }
        }

        if (start < text.Length && !string.IsNullOrWhiteSpace(text[start..]))
        {
            yield return new KnowledgeSentence(text[start..].Trim());
        }
    }

    private static bool EndsSentence(string text, int stop)
    {
        var next = stop + 1;
        while (next < text.Length && text[next] is ' ' or '"' or '\'' or '”')
        {
            next++;
        }

        var afterInitial = stop >= 1 && char.IsUpper(text[stop - 1]) && (stop < 2 || !char.IsLetter(text[stop - 2]));
        return next >= text.Length || (char.IsUpper(text[next]) && !afterInitial);
    }
}
