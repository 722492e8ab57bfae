namespace Riveg.Testing;

/// <summary>What <see cref="StageConformance{TAnswer}"/> asks of a stage.</summary>
public enum ConformanceRule
{
    /// <summary>The stage says what it is: its <c>Info</c> names its implementation, and a time limit is above 0.</summary>
    Description,

    /// <summary>There is one answer for each post, and one for each mention asked about.</summary>
    Count,

    /// <summary>The answers come in the order of the posts.</summary>
    Order,

    /// <summary>A failure is a value in the answer: nothing is thrown.</summary>
    NothingThrown,

    /// <summary>Each post is answered, the hostile ones too.</summary>
    Answered,

    /// <summary>
    /// Answers are as the contract says: spans inside the text, probabilities 0..1, boxes inside the picture, masks of the picture's size.
    /// </summary>
    Range,

    /// <summary>A post gets the same answer alone, in a batch, and in another order.</summary>
    SameAnswer,

    /// <summary>A post gets the same answer when several calls are under way at once.</summary>
    Concurrency,

    /// <summary>An answer stands on its own: it does not change when the memory of the picture is used again behind the call.</summary>
    KeepsNothing,

    /// <summary>
    /// A cancelled token ends a call soon with <see cref="OperationCanceledException"/>; cancellation never becomes a fault of a post.
    /// </summary>
    Cancellation,

    /// <summary>A call ends within <see cref="ConformanceOptions.CallTime"/>.</summary>
    EndsInTime,
}
