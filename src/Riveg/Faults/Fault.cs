namespace Riveg.Faults;

/// <summary>What went wrong. Immutable.</summary>
/// <param name="Kind">What it concerns.</param>
/// <param name="Stage">The stage's name in profiles, such as <c>entailment</c>; <c>image</c> for the reading of a picture, <c>input</c> for
/// the post itself.</param>
/// <param name="Message">One line: what is wrong and what to do.</param>
public sealed record Fault(FaultKind Kind, string Stage, string Message)
{
    /// <summary>What was thrown; null where nothing was, and in annotations that were read from a file.</summary>
    public Exception? Cause { get; init; }

    /// <summary>A fault of what a stage was asked about, from what was thrown; the message is put on one line.</summary>
    /// <param name="stage">The stage's name; a stage itself may leave it empty, the pipeline fills it in.</param>
    /// <param name="cause">What was thrown; a <see cref="RivegException"/> keeps its kind and says its
    /// <see cref="RivegException.Description"/>.</param>
    /// <returns>The fault, with the cause in it.</returns>
    public static Fault Of(string stage, Exception cause)
    {
        ArgumentNullException.ThrowIfNull(cause);
        var known = cause as RivegException;
        return new Fault(known?.Kind ?? FaultKind.Unanswered, stage, OneLine(known?.Description ?? cause.Message)) { Cause = cause };
    }

    internal static string OneLine(string message) => string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}

/// <summary>What a fault concerns; the number is the exit code of the command that ends with it.</summary>
public enum FaultKind
{
    /// <summary>Something could not be answered, for this post or mention.</summary>
    Unanswered = 1,

    /// <summary>What was given is wrong: a setting, a file, a post.</summary>
    WrongInput = 2,

    /// <summary>A model or a service is missing, or takes no more; nothing further can be answered.</summary>
    Unavailable = 3,
}
