using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Training;

namespace Riveg.Cli.Commands;

/// <summary>Reads what a model is trained on: what is scored later is left out everywhere.</summary>
internal sealed class TrainingPosts(TrainRequest request, IReadOnlyList<GoldPost> dev)
{
    /// <summary>Whether all posts could be read.</summary>
    public bool IsComplete { get; private set; } = true;

    /// <summary>Reads the posts; faults go to standard error, one line each.</summary>
    /// <exception cref="DatasetException">Nothing is left to train on.</exception>
    public BuiltinTrainingData Read(CancellationToken cancellationToken)
    {
        var train = Tell(request.Dataset.Read(cancellationToken));
        var beside = ReadBeside(request.Dataset.Reference, request.Dataset.Split, cancellationToken).ToList();
        var leftOut = request.LeaveOut.SelectMany(r => ReadScored(r, cancellationToken)).ToList();
        var ids = request.HeldBack is { } list ? LeakCheck.ReadIds(list) : new HashSet<string>();
        List<GoldPost> scored = [.. beside, .. leftOut, .. dev];
        var grounded = LeakCheck.ForTraining(train.Posts, scored, ids);
        RequirePosts(train, grounded, [("the data set's other splits", beside), ("--leave-out", leftOut), ("--dev", dev)], ids);
        var further = request.Also.SelectMany(a => ReadFurther(a, cancellationToken)).ToList();
        var textOnly = LeakCheck.ForTraining(further, [.. scored, .. grounded], ids);
        return new BuiltinTrainingData
        {
            Grounded = grounded,
            TextOnly = textOnly,
            Related = [.. request.Related.Select(r => ReadRelated(r, [.. scored, .. grounded, .. textOnly], ids, cancellationToken))],
            Clusters = request.Clusters is { } file ? WordCluster.ReadFile(file) : [],
        };
    }

    private void RequirePosts(
        Dataset train,
        IReadOnlyList<GoldPost> grounded,
        IReadOnlyList<(string Name, IReadOnlyList<GoldPost> Posts)> scored,
        IReadOnlySet<string> heldBack)
    {
        var name = $"{request.Dataset.Reference.Kind}:{request.Dataset.Reference.Path}";
        if (train.Posts.Count == 0)
        {
            throw new DatasetException($"The data set {name} holds no post that can be read; there is nothing to train on.");
        }

        if (grounded.Count > 0)
        {
            return;
        }

        var reasons = scored.Where(s => LeakCheck.Unshared(train.Posts, s.Posts).Count < train.Posts.Count).Select(s => s.Name);
        if (train.Posts.Any(p => heldBack.Contains(p.Post.Id)))
        {
            reasons = reasons.Append("--held-back");
        }

        throw new DatasetException(
            $"All {train.Posts.Count} posts of the data set {name} are left out, since they stand in {string.Join(" or ", reasons)}, "
            + "and what is scored is never trained on; nothing is left to train on.");
    }

    // Of a further data set the test split is left alone, so that it can still be scored.
    private IEnumerable<GoldPost> ReadFurther(DatasetReference reference, CancellationToken cancellationToken) =>
        reference.HasSplits
            ? reference.Splits.Where(s => s != "test").SelectMany(split =>
            {
                var answers = Path.Combine(reference.Path, "knowledge", $"{split}.txt");
                return Read(reference, split, File.Exists(answers) ? [answers] : [], cancellationToken);
            })
            : Read(reference, null, [], cancellationToken);

    private IReadOnlyList<GoldPost> ReadRelated(
        DatasetReference reference, IReadOnlyList<GoldPost> others, IReadOnlySet<string> ids, CancellationToken cancellationToken) =>
        LeakCheck.ForTraining(ReadFurther(reference, cancellationToken), others, ids);

    private IEnumerable<GoldPost> ReadScored(DatasetReference reference, CancellationToken cancellationToken) =>
        reference.HasSplits ? ReadBeside(reference, "train", cancellationToken) : Read(reference, null, [], cancellationToken);

    // What is scored later must not be trained on: every split but that one.
    private IEnumerable<GoldPost> ReadBeside(DatasetReference reference, string? trained, CancellationToken cancellationToken) =>
        reference.HasSplits
            ? reference.SplitsBeside(trained!).SelectMany(s => Read(reference, s, [], cancellationToken))
            : [];

    private IReadOnlyList<GoldPost> Read(
        DatasetReference reference, string? split, IReadOnlyList<string> knowledge, CancellationToken cancellationToken) =>
        Tell(new DatasetRequest(reference, split, request.Dataset.Images, knowledge, []).Read(cancellationToken)).Posts;

    private Dataset Tell(Dataset read)
    {
        IsComplete &= !read.Faults.Any(f => f.Kind.IsLoss());
        return read;
    }
}
