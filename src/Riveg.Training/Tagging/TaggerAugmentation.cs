using Riveg.Posts;

namespace Riveg.Training.Tagging;

/// <summary>Other writings of posts, so that the tagger learns what few posts of the data sets have.</summary>
internal sealed class TaggerAugmentation
{
    private readonly TaggerTrainingOptions options;
    private readonly Dictionary<EntityType, string[]> names;

    /// <param name="options">How often what is done.</param>
    /// <param name="examples">Where names come from.</param>
    public TaggerAugmentation(TaggerTrainingOptions options, IEnumerable<TaggerExample> examples)
    {
        this.options = options;
        names = examples.Where(e => e.Rules is null)
            .SelectMany(e => e.Entities.Select(n => (n.Type, Name: n.Span.Slice(e.Post.Text).ToString())))
            .GroupBy(n => n.Type)
            .ToDictionary(g => g.Key, g => g.Select(n => n.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray());
    }

    /// <summary>Writes a post otherwise, or leaves it as it is.</summary>
    public TaggerExample Of(TaggerExample example, Random random)
    {
        // Drawn always and in this order, so that one share does not move what the others do.
        var (exchange, tag, letters) = (random.NextDouble(), random.NextDouble(), random.NextDouble());
        if (example.Rules is null && example.Entities.Count > 0 && exchange < options.ExchangedNames)
        {
            example = EntityRewriting.Of(example, (entity, type) => new NewName(Words(names[type][random.Next(names[type].Length)])));
        }

        if (tag < options.TaggedNames)
        {
            example = EntityRewriting.Of(example, AsTag);
        }

        return letters < options.SmallLetters ? Relettered(example, char.ToLowerInvariant)
            : letters < options.SmallLetters + options.Capitals ? Relettered(example, char.ToUpperInvariant)
            : example;
    }

    /// <summary>Letter by letter, so that every span stays where it is.</summary>
    private static TaggerExample Relettered(TaggerExample example, Func<char, char> letter) => example with
    {
        Post = example.Post with { Text = string.Create(example.Post.Text.Length, (example.Post.Text, letter), static (target, state) =>
        {
            for (var i = 0; i < target.Length; i++)
            {
                target[i] = state.letter(state.Text[i]);
            }
        }) },
    };

    /// <summary>A name of several words as a #tag; the mark is no part of the name. Others, and parts of words, stay as they are.</summary>
    private static NewName? AsTag(PostEntity entity, EntityType type)
    {
        var words = Words(entity.Text);
        return words.Length > 1 && entity.IsApart
            ? new NewName([string.Concat(words.Select(w => char.ToUpperInvariant(w[0]) + w[1..]))], Mark: "#")
            : null;
    }

    private static string[] Words(string name) => name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
