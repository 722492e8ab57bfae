using Riveg.Faults;

namespace Riveg.Training.Tagging;

/// <summary>A loss, weights or scores that are no numbers: what was learned since the last checkpoint is of no use.</summary>
public sealed class TrainingDivergedException : RivegException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="what">What is no number, as a sentence begins: <c>The loss is no number</c>.</param>
    /// <param name="epoch">In which epoch, from 1.</param>
    /// <param name="step">At which step of it, from 1.</param>
    /// <param name="posts">The ids of the posts of that step.</param>
    public TrainingDivergedException(string what, int epoch, int step, IReadOnlyList<string> posts)
        : base(FaultKind.WrongInput, Message(what, epoch, step, posts))
    {
        Epoch = epoch;
        Step = step;
        Posts = posts;
    }

    /// <summary>In which epoch, from 1.</summary>
    public int Epoch { get; }

    /// <summary>At which step of it, from 1.</summary>
    public int Step { get; }

    /// <summary>The ids of the posts of that step.</summary>
    public IReadOnlyList<string> Posts { get; }

    private static new string Message(string what, int epoch, int step, IReadOnlyList<string> posts)
    {
        const int Named = 3;
        var more = posts.Count > Named ? $" and {posts.Count - Named} more" : string.Empty;
        return $"{what} in epoch {epoch} at step {step} (posts {string.Join(", ", posts.Take(Named))}{more}); "
            + "choose a smaller learningRate or gradientNorm.";
    }
}
