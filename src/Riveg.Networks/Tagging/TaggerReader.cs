using System.Collections.Immutable;
using System.Text;
using Riveg.Evidence;
using Riveg.Networks.Architectures;
using Riveg.Recognition.Reading;

namespace Riveg.Networks.Tagging;

/// <summary>
/// Reads posts as the small tagger takes them: words as vectors, clusters, kinds of writing and letters, and what auxiliary knowledge says
/// of them. Training and serving read by the same code. Immutable and thread-safe.
/// </summary>
public sealed class TaggerReader
{
    /// <summary>
    /// What the knowledge says of a token in mean vectors: its free type, and the words behind its first two occurrences.
    /// </summary>
    private const int KnowledgeVectors = 3;

    private const int WordsAfter = 6;

    private readonly ClusterNumbers numbers;

    /// <summary>Knows words.</summary>
    /// <param name="vectors">Vectors of words.</param>
    /// <param name="clusters">Clusters of words.</param>
    /// <param name="familiar">The words that are known by themselves.</param>
    internal TaggerReader(WordVectors vectors, WordClusters clusters, FamiliarWords familiar)
    {
        Vectors = vectors;
        Clusters = clusters;
        Familiar = familiar;
        numbers = new ClusterNumbers(clusters);
        FormSizes = TaggerForms.Sizes(numbers);
    }

    /// <summary>How many numbers the word of each token has: its vector and whether it has one.</summary>
    public int WordWidth => Vectors.Width + 1;

    /// <summary>How many numbers the knowledge has for each token.</summary>
    public int KnowledgeWidth => KnowledgeVectors * Vectors.Width;

    /// <summary>How many values each of the forms of a token has.</summary>
    public ImmutableArray<int> FormSizes { get; }

    /// <summary>The vectors of words.</summary>
    public WordVectors Vectors { get; }

    internal WordClusters Clusters { get; }

    internal FamiliarWords Familiar { get; }

    /// <summary>Reads the two files of a model's folder.</summary>
    /// <param name="vectors">What <see cref="WordVectors.Write"/> wrote.</param>
    /// <param name="clusters">What <see cref="WriteClusters"/> wrote.</param>
    /// <exception cref="InvalidDataException">One of them is damaged or of another form.</exception>
    public static TaggerReader Read(Stream vectors, Stream clusters)
    {
        var words = WordVectors.Read(vectors);
        using var reader = new BinaryReader(clusters, Encoding.UTF8, leaveOpen: true);
        try
        {
            return new TaggerReader(words, WordClusters.Read(reader), FamiliarWords.Read(reader));
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException or InvalidOperationException or OverflowException)
        {
            throw new InvalidDataException(
                $"The clusters of words cannot be read ({e.Message.TrimEnd('.')}): train the tagger again or restore the file.", e);
        }
    }

    /// <summary>Writes the clusters, and which words are known by themselves.</summary>
    /// <param name="stream">Where to.</param>
    public void WriteClusters(Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        Clusters.Write(writer);
        Familiar.Write(writer);
    }

    /// <summary>The sizes of a network that reads what this gives.</summary>
    /// <param name="labels">How many labels it has.</param>
    internal BiLstmCrfConfig Config(int labels) => new()
    {
        WordWidth = WordWidth,
        FormSizes = FormSizes,
        FormWidths = TaggerForms.Widths,
        Letters = Letters.Count,
        LettersPerWord = Letters.PerWord,
        KnowledgeWidth = KnowledgeWidth,
        Labels = labels,
    };

    /// <summary>Reads a post.</summary>
    /// <param name="post">Its tokens, at least one.</param>
    /// <param name="knowledge">What a language model said of it; null for nothing.</param>
    /// <param name="rules">By whose rules it was annotated; 0 for our own, and whenever posts are read.</param>
    internal TaggerInput Read(TokenizedPost post, AuxiliaryKnowledge? knowledge, int rules = 0)
    {
        var input = new TaggerInput(
            post.Count,
            new float[post.Count * WordWidth],
            new long[post.Count * TaggerForms.Columns],
            new long[post.Count * Letters.PerWord],
            new float[post.Count * KnowledgeWidth]);
        for (var i = 0; i < post.Count; i++)
        {
            var forms = input.Forms.AsSpan(i * TaggerForms.Columns, TaggerForms.Columns);
            ReadWord(post, i, input.Words.AsSpan(i * WordWidth, WordWidth));
            ReadForms(post, i, rules, forms);
            Letters.Write(post.Text(i), input.Letters.AsSpan(i * Letters.PerWord, Letters.PerWord));
        }

        if (knowledge is not null)
        {
            ReadKnowledge(post, knowledge, input);
        }

        return input;
    }

    private void ReadWord(TokenizedPost post, int i, Span<float> target)
    {
        if (WordLookup.Find(Vectors.Words, post, i) is { } word && Vectors.Add(word, target[..Vectors.Width]))
        {
            target[^1] = 1;
        }
    }

    private void ReadForms(TokenizedPost post, int i, int rules, Span<long> target)
    {
        var path = Clusters.Find(post, i);
        for (var length = 0; length < ClusterNumbers.Lengths.Length; length++)
        {
            target[(int)TaggerColumn.Cluster4 + length] = numbers.Of(length, path);
        }

        var word = post.Form(i).Lower;
        target[(int)TaggerColumn.Word] = Familiar.Contains(word) ? 1 + (word % (TaggerForms.Words - 1)) : 0;
        target[(int)TaggerColumn.Case] = (int)post.Form(i).Case;
        target[(int)TaggerColumn.Casing] = post.Casing;
        target[(int)TaggerColumn.Rules] = rules;
    }

    private void ReadKnowledge(TokenizedPost post, AuxiliaryKnowledge knowledge, TaggerInput input)
    {
        var alignment = KnowledgeAlignment.Of(post, knowledge);
        var reasoning = new ReasoningWords(post.Read(knowledge.Reasoning));
        var width = Vectors.Width;
        for (var i = 0; i < post.Count; i++)
        {
            var (kind, entity, start, end) = alignment[i];
            var forms = input.Forms.AsSpan(i * TaggerForms.Columns, TaggerForms.Columns);
            var means = input.Knowledge.AsSpan(i * KnowledgeWidth, KnowledgeWidth);
            var position = kind == AlignmentKind.None ? 0 : end - start == 1 ? 3 : i == start ? 0 : i == end - 1 ? 2 : 1;
            forms[(int)TaggerColumn.Listed] = 1 + ((int)kind * 4) + position;
            if (kind != AlignmentKind.None)
            {
                forms[(int)TaggerColumn.Order] = 1 + Math.Min(entity, TaggerForms.Orders - 1);
                AddType(knowledge.Entities[entity].FreeType, means[..width]);
            }

            var (first, second) = reasoning.Find(ReasoningWords.HashOf(post.Text(i)));
            forms[(int)TaggerColumn.Said] = first < 0 ? 1 : second < 0 ? 2 : 3;
            if (MaySay(post, i, kind))
            {
                AddSaid(post, i, reasoning, first, means.Slice(width, width));
                AddSaid(post, i, reasoning, second, means.Slice(2 * width, width));
            }
        }
    }

    /// <summary>The reasoning says much of small words that means nothing of them.</summary>
    private static bool MaySay(TokenizedPost post, int i, AlignmentKind kind) =>
        kind != AlignmentKind.None
        || post.Form(i) is { IsCapital: true } or { Case: TokenCase.Hashtag or TokenCase.Handle or TokenCase.DigitsAndLetters };

    private void AddType(string type, Span<float> target)
    {
        var count = 0;
        foreach (var range in type.AsSpan().SplitAny(" /,-()"))
        {
            count += Vectors.Add(WordHash.OfLower(type.AsSpan(range)), target) ? 1 : 0;
        }

        Divide(target, count);
    }

    /// <summary>
    /// The words behind a word of the reasoning, up to the end of the sentence; the words of the post that follow are passed over.
    /// </summary>
    private void AddSaid(TokenizedPost post, int i, ReasoningWords reasoning, int at, Span<float> target)
    {
        if (at < 0)
        {
            return;
        }

        var next = at + 1;
        while (next < reasoning.Count && ++i < post.Count && reasoning[next] == ReasoningWords.HashOf(post.Text(i)))
        {
            next++;
        }

        var count = 0;
        for (var k = next; k < Math.Min(reasoning.Count, next + WordsAfter) && reasoning[k] != '.'; k++)
        {
            count += Vectors.Add(reasoning[k], target) ? 1 : 0;
        }

        Divide(target, count);
    }

    private static void Divide(Span<float> target, int count)
    {
        if (count > 1)
        {
            System.Numerics.Tensors.TensorPrimitives.Divide(target, count, target);
        }
    }
}
