using Riveg.Faults;

namespace Riveg.LanguageModels.Chat;

/// <summary>Why a model service gave no answer.</summary>
public enum ModelServiceFault
{
    /// <summary>Nothing answers at the address.</summary>
    Unreachable,

    /// <summary>The connection broke off under way.</summary>
    Dropped,

    /// <summary>No answer within the time limit.</summary>
    TimedOut,

    /// <summary>Too many requests (429).</summary>
    Busy,

    /// <summary>The server failed (5xx).</summary>
    ServerFailed,

    /// <summary>The key is missing, wrong, or not allowed to do this.</summary>
    WrongKey,

    /// <summary>The account's quota or credit is used up.</summary>
    QuotaSpent,

    /// <summary>The server does not know the model, or the path.</summary>
    UnknownModel,

    /// <summary>The prompt is longer than the model's context.</summary>
    ContextTooLong,

    /// <summary>The model takes no pictures.</summary>
    NoPictures,

    /// <summary>The server took the request but refused this picture.</summary>
    PictureRefused,

    /// <summary>The server does not know a setting of the request, such as JSON mode or log-probabilities.</summary>
    UnsupportedSetting,

    /// <summary>The server refused the request for another reason.</summary>
    Refused,

    /// <summary>The answer is empty, or not of the form that was asked for.</summary>
    UnreadableAnswer,

    /// <summary>The answer was cut off before its end.</summary>
    AnswerCutOff,

    /// <summary>The budget of requests or tokens is spent.</summary>
    BudgetSpent,

    /// <summary>Only stored answers may be used, and this one is not stored.</summary>
    NotStored,
}

/// <summary>
/// A model service gave no usable answer. The message is one line that says what to do; neither it nor an inner exception holds a key, a
/// post's text or words of the service or the model, which may repeat either: so it can be logged. Those words are in <see cref="Said"/>.
/// </summary>
public sealed class ModelServiceException : RivegException
{
    /// <summary>Makes the exception.</summary>
    public ModelServiceException(ModelServiceFault fault, string message, Exception? innerException = null)
        : base(IsStop(fault) ? FaultKind.Unavailable : FaultKind.Unanswered, message, innerException) => Fault = fault;

    /// <summary>Why there is no answer.</summary>
    public ModelServiceFault Fault { get; }

    /// <summary>How long the server asks to wait; null where it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>
    /// The service's or the model's own words on one line, cut, with the key masked; null where there are none. They may hold a post's
    /// text: show them, do not log them.
    /// </summary>
    public string? Said { get; init; }

    /// <summary>The setting of the request that the service refuses, by the name in the request; null where it names none.</summary>
    internal string? Setting { get; init; }

    /// <summary>The message with <see cref="Said"/> behind it, to be shown to whoever asked.</summary>
    public override string Description => Said is null ? Message : $"{Message} It says: \"{Said}\"";

    /// <summary>Whether the same request may succeed later.</summary>
    public bool IsTransient =>
        Fault is ModelServiceFault.Unreachable or ModelServiceFault.Dropped or ModelServiceFault.TimedOut or ModelServiceFault.Busy
            or ModelServiceFault.ServerFailed;

    /// <summary>Whether no other request to the same service can succeed either.</summary>
    public bool IsFatal => Fault is ModelServiceFault.WrongKey or ModelServiceFault.QuotaSpent or ModelServiceFault.UnknownModel
        or ModelServiceFault.Unreachable;

    /// <summary>
    /// Whether somebody must do something before the run can go on: the key, the quota, the budget or the model's name. Such a fault ends
    /// the run, not a post.
    /// </summary>
    public bool StopsRun => IsStop(Fault);

    private static bool IsStop(ModelServiceFault fault) =>
        fault is ModelServiceFault.WrongKey or ModelServiceFault.QuotaSpent or ModelServiceFault.UnknownModel
            or ModelServiceFault.BudgetSpent;
}
