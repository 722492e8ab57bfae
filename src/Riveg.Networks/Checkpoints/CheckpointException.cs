namespace Riveg.Networks.Checkpoints;

/// <summary>A file is not a checkpoint, is damaged, asks for code to be run, or does not fit the architecture. The message is one line: what, where, what to do.</summary>
public sealed class CheckpointException : Exception
{
    /// <summary>An unspecified fault.</summary>
    public CheckpointException()
    {
    }

    /// <summary>A fault with its line.</summary>
    public CheckpointException(string message)
        : base(message)
    {
    }

    /// <summary>A fault with its line and its cause.</summary>
    public CheckpointException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
