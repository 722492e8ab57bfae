using Riveg.Packing;

namespace Riveg.Recognition.Reading;

/// <summary>
/// The words that posts to learn from have several times, as hashes (<see cref="TokenForm.Lower"/>): these a model knows by themselves, all
/// others by what they are like. Immutable and thread-safe.
/// </summary>
internal sealed class FamiliarWords
{
    private const int MostWords = 1 << 22;

    // Of a word that one post has nothing is learned but that post.
    private const int Least = 2;

    private readonly uint[] words;

    private FamiliarWords(uint[] words) => this.words = words;

    /// <summary>No word is familiar.</summary>
    public static FamiliarWords None { get; } = new([]);

    /// <summary>How many there are.</summary>
    public int Count => words.Length;

    /// <summary>The words that posts have.</summary>
    /// <param name="posts">The posts.</param>
    public static FamiliarWords Of(IEnumerable<TokenizedPost> posts)
    {
        var counts = new Dictionary<uint, int>();
        foreach (var post in posts)
        {
            for (var i = 0; i < post.Count; i++)
            {
                var word = post.Form(i).Lower;
                counts[word] = counts.GetValueOrDefault(word) + 1;
            }
        }

        return new FamiliarWords([.. counts.Where(c => c.Value >= Least).Select(c => c.Key).Order()]);
    }

    /// <summary>Whether a word is one of them.</summary>
    /// <param name="word">Its hash.</param>
    public bool Contains(uint word) => Array.BinarySearch(words, word) >= 0;

    /// <summary>Writes the words; the same words give the same bytes.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(words.Length);
        PackedBlock.Write(writer, block => SortedKeys.Write(block, words));
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The data is not of that form.</exception>
    public static FamiliarWords Read(BinaryReader reader)
    {
        var count = reader.ReadInt32();
        if (count is < 0 or > MostWords)
        {
            throw new InvalidDataException($"{count} words are not possible");
        }

        using var block = PackedBlock.Read(reader);
        return new FamiliarWords(SortedKeys.Read(block, count));
    }
}
