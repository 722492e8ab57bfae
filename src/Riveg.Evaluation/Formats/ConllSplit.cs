using System.Text;
using Riveg.Evaluation.Datasets;
using Riveg.Formats;
using Riveg.Posts;
using Riveg.Recognition;

namespace Riveg.Evaluation.Formats;

/// <summary>
/// A split in the data sets' CoNLL form: <c>IMGID:id</c>, <c>token TAB tag</c>, an empty line. A post's text is its tokens joined by one
/// space there, and its id the
/// name of a picture. Immutable.
/// </summary>
public sealed class ConllSplit
{
    private ConllSplit(IReadOnlyList<GoldPost> posts, IReadOnlyList<string> faults, IReadOnlyList<string> notes)
    {
        Posts = posts;
        Faults = faults;
        Notes = notes;
    }

    /// <summary>The posts as the form has them; those without a word are left out.</summary>
    public IReadOnlyList<GoldPost> Posts { get; }

    /// <summary>What of single posts the form cannot hold, one line each.</summary>
    public IReadOnlyList<string> Faults { get; }

    /// <summary>What the form holds of no post, one line each with its count.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Brings a split into the form.</summary>
    /// <exception cref="DatasetException">The form cannot hold the id of a post.</exception>
    public static ConllSplit Of(Dataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        RefuseIds(dataset, HoldsId, "the CoNLL form: there an id is a picture's name without folders and without its ending");
        var faults = new List<string>();
        var posts = new List<GoldPost>();
        int spaced = 0, cut = 0;
        foreach (var gold in dataset.Posts)
        {
            var tokens = gold.Tokens;
            if (tokens.Count == 0)
            {
                faults.Add($"the post {gold.Post.Id} has no word; it is left out.");
                continue;
            }

            var post = Join(gold, tokens, faults);
            posts.Add(post);
            spaced += post.Post.Text == gold.Post.Text ? 0 : 1;
            cut += gold.Post.Tokens is { } own && !own.SequenceEqual(tokens) ? 1 : 0;
        }

        return new ConllSplit(posts, faults, [.. NotesOf(dataset, spaced, cut).Where(n => n.Length > 0)]);
    }

    /// <summary>Writes the split.</summary>
    /// <param name="writer">Where to.</param>
    public void Write(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        foreach (var post in Posts)
        {
            writer.Write($"IMGID:{post.Post.Id}\n");
            foreach (var (token, tag) in post.Tokens.Zip(TagsOf(post)))
            {
                writer.Write($"{token.Of(post.Post.Text)}\t{tag}\n");
            }

            writer.Write('\n');
        }
    }

    /// <summary>Refuses a data set that has ids which a form cannot hold.</summary>
    internal static void RefuseIds(Dataset dataset, Predicate<string> isHeld, string form)
    {
        var wrong = dataset.Posts.Select(p => p.Post.Id).Where(id => !isHeld(id)).Distinct().ToList();
        if (wrong.Count > 0)
        {
            throw new DatasetException(
                $"The id \"{wrong[0]}\"{(wrong.Count > 1 ? $" and {wrong.Count - 1} others" : string.Empty)} cannot stand in {form}. "
                    + "Give other ids; nothing is written.");
        }
    }

    private static bool HoldsId(string id) =>
        id.Length > 0 && id.Trim() == id && PictureFolders.NameOf(id) == id && !id.Any(char.IsControl);

    private static IEnumerable<string> NotesOf(Dataset dataset, int spaced, int cut)
    {
        yield return Note(
            spaced, "posts have other white space than one blank between two tokens; there their tokens are joined by one blank.");
        yield return Note(
            cut, "posts have tokens that were cut where an entity, a line or the form itself asks for it, or text that no token covers.");
        yield return Note(dataset.Posts.Count(p => p.Post.Image is null), "posts have no picture, which the form does not say.");
        yield return Note(
            dataset.Posts.Count(p => p.Post.Image is { } image && PictureFolders.NameOf(image.Name) != p.Post.Id),
            "posts have a picture that is not called by their id, as the form has it; copy the pictures under their posts' ids, or others "
                + "are found there.");
        yield return Note(
            dataset.Posts.Count(p => p.Post.AuxiliaryKnowledge is not null), "posts have knowledge, which the form does not hold.");
        yield return Note(dataset.Posts.Count(p => p.Post.Captions.Count > 0), "posts have captions, which the form does not hold.");
        yield return Note(
            dataset.Posts.Sum(p => p.Entities.Count(e => e.FineType is not null)),
            "entities have a fine type, which the form does not hold.");
        yield return Note(dataset.Posts.Sum(p => p.Entities.Sum(e => e.Masks.Count)), "masks are left out, which the form does not hold.");
    }

    private static string Note(int count, string what) => count == 0 ? string.Empty : $"{count} {what}";

    private static string[] TagsOf(GoldPost post)
    {
        var tokens = post.Tokens.ToList();
        var spans = post.Entities.Select(e => new TokenSpan(
            tokens.FindIndex(t => t.Start == e.Span.Start), tokens.FindIndex(t => t.End == e.Span.End) + 1, e.Type));
        return TagCodec.Encode(spans, tokens.Count, TagScheme.Bio);
    }

    private static GoldPost Join(GoldPost gold, IReadOnlyList<TextSpan> tokens, List<string> faults)
    {
        var text = new StringBuilder();
        var joined = new List<TextSpan>(tokens.Count);
        foreach (var token in tokens)
        {
            text.Append(text.Length > 0 ? " " : string.Empty);
            joined.Add(new TextSpan(text.Length, text.Length + token.Length));
            text.Append(token.Slice(gold.Post.Text));
        }

        var entities = new List<GoldEntity>();
        foreach (var entity in gold.Entities)
        {
            var own = Enumerable.Range(0, tokens.Count).Where(i => tokens[i].Overlaps(entity.Span)).ToList();
            if (own.Count == 0)
            {
                faults.Add($"the post {gold.Post.Id}: an entity at [{entity.Span.Start}, {entity.Span.End}) has no word; it is left out.");
                continue;
            }

            var span = new TextSpan(joined[own[0]].Start, joined[own[^1]].End);
            entities.Add(entity with { Span = span, Type = TypeOf(gold, entity, faults), FineType = null, Masks = [] });
        }

        return gold with { Post = gold.Post with { Text = text.ToString(), Tokens = joined }, Entities = entities };
    }

    // A tag is a cell of a row.
    private static EntityType TypeOf(GoldPost gold, GoldEntity entity, List<string> faults)
    {
        var name = string.Concat(entity.Type.Name.Trim().Select(c => c is '\t' or '\n' or '\v' or '\f' or '\r' ? '_' : c));
        if (name != entity.Type.Name)
        {
            faults.Add($"the post {gold.Post.Id}: the type \"{entity.Type}\" is called \"{name}\" there.");
        }

        return EntityType.Parse(name);
    }
}
