using System.Runtime.CompilerServices;
using Riveg.Builtin.Learning;
using Riveg.Posts;
using Riveg.Recognition;

namespace Riveg.Builtin.Expansion;

/// <summary>A post's auxiliary knowledge, taken apart once for all its mentions. Immutable.</summary>
internal sealed class PostKnowledge
{
    private static readonly ConditionalWeakTable<string, PostKnowledge> Parsed = [];
    private readonly string[][] names;

    private PostKnowledge(string answer)
    {
        var knowledge = AuxiliaryKnowledge.Parse(answer);
        Entities = knowledge.Entities;
        names = [.. knowledge.Entities.Select(e => Words.Of(e.Name))];
        Sentences = [.. Split(knowledge.Reasoning).Select(s => new KnowledgeSentence(s))];
    }

    /// <summary>The entities that the answer lists.</summary>
    public IReadOnlyList<KnowledgeEntity> Entities { get; }

    /// <summary>The sentences of its reasoning.</summary>
    public IReadOnlyList<KnowledgeSentence> Sentences { get; }

    /// <summary>The knowledge of a post; null where it has none.</summary>
    public static PostKnowledge? Of(PostContext post) =>
        string.IsNullOrWhiteSpace(post.AuxiliaryKnowledge) ? null : Parsed.GetValue(post.AuxiliaryKnowledge, static answer => new PostKnowledge(answer));

    /// <summary>The index of the listed entity that a mention means; -1 if none.</summary>
    public int Align(ReadOnlySpan<string> mentionWords) => NameAlignment.Best(mentionWords, names);

    /// <summary>The words of a listed entity's name.</summary>
    public string[] NameWords(int entity) => names[entity];

    // A full stop ends a sentence unless it stands after an initial ("Michael B. Jordan"); answers sometimes lack the space after it.
    private static IEnumerable<string> Split(string text)
    {
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '.' or '!' or '?' or '\n' && EndsSentence(text, i))
            {
                if (i > start)
                {
                    yield return text[start..(i + 1)].Trim();
                }

                start = i + 1;
            }
        }

        if (start < text.Length && !string.IsNullOrWhiteSpace(text[start..]))
        {
            yield return text[start..].Trim();
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

/// <summary>A sentence of the reasoning.</summary>
internal sealed class KnowledgeSentence
{
    private static readonly HashSet<string> PictureWords = ["image", "images", "picture", "pictures", "pictured", "photo", "photos", "photograph", "visual", "depicts", "depicted", "poster"];

    /// <summary>Takes a sentence apart.</summary>
    public KnowledgeSentence(string text)
    {
        Text = text;
        Words = Learning.Words.Of(text);
        IsAboutPicture = Words.Any(PictureWords.Contains);
    }

    /// <summary>The sentence as it stands.</summary>
    public string Text { get; }

    /// <summary>Its words in lower case.</summary>
    public string[] Words { get; }

    /// <summary>Whether it speaks of the picture.</summary>
    public bool IsAboutPicture { get; }
}
