using Riveg.Faults;

namespace Riveg.Networks.Checkpoints;

/// <summary>
/// A file is not a checkpoint, is damaged, asks for code to be run, or does not fit the architecture. The message is one line: what, where,
/// what to do.
/// </summary>
public sealed class CheckpointException : RivegException
{
    /// <summary>A fault with its line.</summary>
    public CheckpointException(string message)
        : base(FaultKind.WrongInput, OneLine(message))
    {
    }

    /// <summary>A fault with its line and its cause.</summary>
    public CheckpointException(string message, Exception innerException)
        : base(FaultKind.WrongInput, OneLine(message), innerException)
    {
    }

    /// <summary>Names in a message come from the file: they may hold line breaks, what a terminal obeys, or megabytes.</summary>
    private static string OneLine(string message)
    {
        const int Longest = 1000, Head = 600, Tail = 300;
        var shown = message.Length <= Longest ? message : $"{message.AsSpan(0, Head)} ... {message.AsSpan(message.Length - Tail)}";
        return new string([.. shown.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? '?' : c)]);
    }
}
