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

    /// <summary>The budget of requests or tokens is spent.</summary>
    BudgetSpent,

    /// <summary>Only stored answers may be used, and this one is not stored.</summary>
    NotStored,
}

/// <summary>A model service gave no usable answer; the message is one line that says what to do, and holds no key.</summary>
public sealed class ModelServiceException : Exception
{
    /// <summary>Makes the exception.</summary>
    public ModelServiceException(ModelServiceFault fault, string message, Exception? innerException = null)
        : base(message, innerException) => Fault = fault;

    /// <summary>Why there is no answer.</summary>
    public ModelServiceFault Fault { get; }

    /// <summary>How long the server asks to wait; null where it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the same request may succeed later.</summary>
    public bool IsTransient => Fault is ModelServiceFault.Unreachable or ModelServiceFault.Dropped or ModelServiceFault.TimedOut or ModelServiceFault.Busy or ModelServiceFault.ServerFailed;

    /// <summary>Whether no other request to the same service can succeed either.</summary>
    public bool IsFatal => Fault is ModelServiceFault.WrongKey or ModelServiceFault.UnknownModel or ModelServiceFault.Unreachable;
}
