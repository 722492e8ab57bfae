using Riveg.Builtin.Grounding;
using Riveg.Evaluation.Datasets;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Evaluation.Training;

/// <summary>A post whose picture shows at least one of its entities, as the layout prior learns from it.</summary>
/// <param name="Context">The post.</param>
/// <param name="FurtherKnowledge">Its further answers of language models.</param>
/// <param name="Proportion">The picture's width over its height.</param>
/// <param name="Entities">The entities in the picture.</param>
internal sealed record TrainingPicture(
    PostContext Context, IReadOnlyList<string> FurtherKnowledge, double Proportion, IReadOnlyList<TrainingEntity> Entities)
{
    /// <summary>All views of the post, each with and without its picture's proportion.</summary>
    public IEnumerable<(PostContext View, double? Proportion)> Views =>
        GoldContexts.Views(Context, FurtherKnowledge).SelectMany(v => new (PostContext, double?)[] { (v, null), (v, Proportion) });

    /// <summary>The pictures among posts, in order.</summary>
    public static IReadOnlyList<TrainingPicture> Of(IReadOnlyList<GoldPost> posts) => [.. posts.Select(Of).OfType<TrainingPicture>()];

    private static TrainingPicture? Of(GoldPost post)
    {
        var present = Enumerable.Range(0, post.Entities.Count).Where(i => post.Entities[i].Boxes.Count > 0).ToArray();
        if (post.ImageSize is not { } size || present.Length == 0)
        {
            return null;
        }

        var context = GoldContexts.Of(post);
        var entities = GroundedEntity.Of([.. present.Select(i => context.Mentions[i])]);
        return new TrainingPicture(
            context,
            post.FurtherKnowledge,
            (double)size.Width / size.Height,
            [.. entities.Select(e => new TrainingEntity(e.Mention, e.Place, Boxes(post.Entities[e.Mention.Index], size)))]);
    }

    private static Box[] Boxes(GoldEntity entity, ImageSize size) => [.. entity.Boxes.Select(b => b.ToRelative(size))];
}
