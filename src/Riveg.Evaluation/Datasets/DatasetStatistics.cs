using Riveg.Posts;

namespace Riveg.Evaluation.Datasets;

/// <summary>What a split holds, in numbers.</summary>
public sealed record DatasetStatistics
{
    /// <summary>How many posts there are.</summary>
    public required int Posts { get; init; }

    /// <summary>How many tokens they have.</summary>
    public required int Tokens { get; init; }

    /// <summary>How many entities are marked.</summary>
    public required int Entities { get; init; }

    /// <summary>How many entities of each type.</summary>
    public required IReadOnlyDictionary<EntityType, int> EntitiesByType { get; init; }

    /// <summary>How many entities are in their picture.</summary>
    public required int Groundable { get; init; }

    /// <summary>How many groundable entities of each type.</summary>
    public required IReadOnlyDictionary<EntityType, int> GroundableByType { get; init; }

    /// <summary>How many boxes all groundable entities have.</summary>
    public required int Boxes { get; init; }

    /// <summary>How many groundable entities have several boxes.</summary>
    public required int WithSeveralBoxes { get; init; }

    /// <summary>How many posts name no entity.</summary>
    public required int PostsWithoutEntity { get; init; }

    /// <summary>How many posts have auxiliary knowledge.</summary>
    public required int WithKnowledge { get; init; }

    /// <summary>How many posts have a caption.</summary>
    public required int WithCaptions { get; init; }

    /// <summary>How many pictures are missing; null where no folder of pictures was given.</summary>
    public int? MissingPictures { get; init; }

    /// <summary>How many pictures cannot be decoded; null where no folder of pictures was given.</summary>
    public int? BrokenPictures { get; init; }

    /// <summary>How many pictures have a single colour; null where no folder of pictures was given.</summary>
    public int? BlankPictures { get; init; }

    /// <summary>Groundable / entities, 0..1.</summary>
    public double GroundableShare => Entities == 0 ? 0 : (double)Groundable / Entities;

    /// <summary>Boxes / groundable entities.</summary>
    public double BoxesPerGroundable => Groundable == 0 ? 0 : (double)Boxes / Groundable;

    /// <summary>Counts a split.</summary>
    /// <param name="dataset">The split.</param>
    /// <param name="pictureFaults">What <see cref="PictureCheck"/> found; null where there are no pictures.</param>
    public static DatasetStatistics Of(Dataset dataset, IReadOnlyList<DatasetFault>? pictureFaults = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var entities = dataset.Posts.SelectMany(p => p.Entities).ToList();
        var groundable = entities.Where(e => e.IsGroundable).ToList();
        return new DatasetStatistics
        {
            Posts = dataset.Posts.Count,
            Tokens = dataset.Posts.Sum(p => p.Tokens.Count),
            Entities = entities.Count,
            EntitiesByType = CountTypes(entities),
            Groundable = groundable.Count,
            GroundableByType = CountTypes(groundable),
            Boxes = groundable.Sum(e => e.Boxes.Count),
            WithSeveralBoxes = groundable.Count(e => e.Boxes.Count > 1),
            PostsWithoutEntity = dataset.Posts.Count(p => p.Entities.Count == 0),
            WithKnowledge = dataset.Posts.Count(p => p.Post.AuxiliaryKnowledge is not null),
            WithCaptions = dataset.Posts.Count(p => p.Post.Captions.Count > 0),
            MissingPictures = Count(pictureFaults, DatasetFaultKind.MissingPicture),
            BrokenPictures = Count(pictureFaults, DatasetFaultKind.BrokenPicture),
            BlankPictures = Count(pictureFaults, DatasetFaultKind.BlankPicture),
        };
    }

    private static Dictionary<EntityType, int> CountTypes(IEnumerable<GoldEntity> entities) =>
        entities.CountBy(e => e.Type).OrderBy(t => t.Key.Name, StringComparer.Ordinal).ToDictionary();

    private static int? Count(IReadOnlyList<DatasetFault>? faults, DatasetFaultKind kind) => faults?.Count(f => f.Kind == kind);
}
