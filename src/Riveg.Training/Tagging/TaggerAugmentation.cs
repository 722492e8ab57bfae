using System.Text;
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
            example = Rewrite(example, (name, type) => names[type][random.Next(names[type].Length)]);
        }

        if (tag < options.TaggedNames)
        {
            example = Rewrite(example, (name, _) => name.Contains(' ', StringComparison.Ordinal) ? AsTag(name) : name);
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

    private static string AsTag(string name) =>
        "# " + string.Concat(name.Split(' ').Select(w => w.Length == 0 ? w : char.ToUpperInvariant(w[0]) + w[1..]));

    /// <summary>Names of words parted by spaces take the place of others; a post's own tokens are kept where they are outside of names.</summary>
    private static TaggerExample Rewrite(TaggerExample example, Func<string, EntityType, string> rename)
    {
        if (example.Post.Tokens is not { } tokens)
        {
            return example;
        }

        var text = new StringBuilder();
        var written = new List<TextSpan>();
        var entities = new List<(TextSpan, EntityType)>();
        for (var i = 0; i < tokens.Count;)
        {
            var entity = example.Entities.FirstOrDefault(e => e.Span.Start == tokens[i].Start);
            if (entity.Span.Length == 0)
            {
                Write(tokens[i].Slice(example.Post.Text));
                i++;
                continue;
            }

            var first = written.Count;
            var name = rename(entity.Span.Slice(example.Post.Text).ToString(), entity.Type);
            foreach (var word in name.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                Write(word);
            }

            // The mark of a #tag is no part of the name.
            first += name.StartsWith("# ", StringComparison.Ordinal) ? 1 : 0;
            entities.Add((new TextSpan(written[first].Start, written[^1].End), entity.Type));
            while (i < tokens.Count && tokens[i].Start < entity.Span.End)
            {
                i++;
            }
        }

        return example with { Post = example.Post with { Text = text.ToString(), Tokens = written }, Entities = entities };

        void Write(ReadOnlySpan<char> word)
        {
            if (text.Length > 0)
            {
                text.Append(' ');
            }

            written.Add(new TextSpan(text.Length, text.Length + word.Length));
            text.Append(word);
        }
    }
}
