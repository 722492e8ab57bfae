using Riveg.Evaluation.Datasets;
using Riveg.Formats;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Evaluation.Formats;

/// <summary>
/// The entities of the authors' stage files, put to their places: the files say a picture and a name, so a name is looked for in the texts
/// of the picture's posts, one
/// place after the other. A name that stands nowhere stays a prediction without a place, which no gold entity is.
/// </summary>
/// <param name="Lines">One annotation for each post.</param>
/// <param name="SourceName">The file of the entities.</param>
/// <param name="Faults">Names that stand nowhere.</param>
internal sealed record StagePredictions(IReadOnlyList<AnnotationLine> Lines, string SourceName, IReadOnlyList<string> Faults)
{
    /// <summary>Puts entities to their places.</summary>
    public static StagePredictions Place(IReadOnlyList<StageFileEntity> entities, Dataset gold)
    {
        var byId = gold.Posts.ToLookup(p => p.Post.Id);
        var lines = new List<AnnotationLine>();
        var faults = new List<string>();
        foreach (var picture in entities.GroupBy(e => PictureFolders.NameOf(e.Image)))
        {
            var posts = byId[picture.Key].Select(p => new Placing(p)).ToList();
            var first = picture.First().Line;
            if (posts.Count == 0)
            {
                lines.Add(new AnnotationLine(first, new AnnotationResult { PostId = picture.Key, Text = string.Empty }, null));
                continue;
            }

            foreach (var entity in picture)
            {
                if (!posts.Exists(p => p.TryAdd(entity, exactly: true)) && !posts.Exists(p => p.TryAdd(entity, exactly: false)))
                {
                    posts[0].AddNowhere(entity);
                    faults.Add(
                        $"{entity.Location}: \"{entity.Name}\" does not stand in the text of the post {picture.Key}; it counts as wrong.");
                }
            }

            lines.AddRange(posts.Select(p => new AnnotationLine(first, p.ToResult(), null)));
        }

        // Entities are all that the files list, so that a post which is not in them names nothing.
        var named = entities.Select(e => PictureFolders.NameOf(e.Image)).ToHashSet();
        var silent = gold.Posts.Where(p => !named.Contains(p.Post.Id)).Select(p => new Placing(p).ToResult());
        lines.AddRange(silent.Select(r => new AnnotationLine(0, r, null)));
        return new StagePredictions(lines, entities.Count == 0 ? "stage files" : entities[0].File, faults);
    }

    /// <summary>A post whose entities find their places.</summary>
    private sealed class Placing(GoldPost post)
    {
        private readonly IReadOnlyList<TextSpan> tokens = post.Tokens;
        private readonly List<AnnotatedEntity> placed = [];

        public bool TryAdd(StageFileEntity entity, bool exactly)
        {
            if (Find(entity.Name, exactly) is not { } span)
            {
                return false;
            }

            Add(entity, span, span.Of(post.Post.Text));
            return true;
        }

        public void AddNowhere(StageFileEntity entity) =>
            Add(entity, new TextSpan(post.Post.Text.Length, post.Post.Text.Length), entity.Name);

        public AnnotationResult ToResult() =>
            new() { PostId = post.Post.Id, Text = post.Post.Text, Entities = [.. placed.OrderBy(e => e.Mention.Span)] };

        private void Add(StageFileEntity entity, TextSpan span, string text) => placed.Add(new AnnotatedEntity
        {
            Mention = new Mention(span, EntityType.Parse(entity.Type)),
            Text = text,
            Regions = [.. entity.Boxes.Select(b => new Region(b, 1))],
        });

        // Whole tokens first; the posts' own tokens may be others than the authors'.
        private TextSpan? Find(string name, bool exactly)
        {
            for (var first = 0; first < tokens.Count; first++)
            {
                for (var last = first; last < tokens.Count && tokens[last].End - tokens[first].Start <= 2 * (name.Length + 8); last++)
                {
                    var span = new TextSpan(tokens[first].Start, tokens[last].End);
                    var words = span.Of(post.Post.Text);
                    if ((exactly ? words == name : NameMatch.AreSame(words, name)) && IsFree(span))
                    {
                        return span;
                    }
                }
            }

            var text = post.Post.Text;
            for (var at = exactly ? -1 : IndexOf(0); at >= 0; at = IndexOf(at + 1))
            {
                if (IsFree(new TextSpan(at, at + name.Length)))
                {
                    return new TextSpan(at, at + name.Length);
                }
            }

            return null;

            int IndexOf(int start) => text.IndexOf(name, start, StringComparison.Ordinal);
        }

        private bool IsFree(TextSpan span) => placed.TrueForAll(p => !p.Mention.Span.Overlaps(span));
    }
}
