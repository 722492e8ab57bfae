namespace Riveg.Formats;

/// <summary>A line is too long to be one of a text file.</summary>
/// <param name="number">The line's number, from 1.</param>
/// <param name="mostBytes">How long it may be.</param>
internal sealed class LongLineException(int number, int mostBytes)
    : IOException($"Line {number} is longer than {mostBytes >> 20} MiB, which no line of a text file is.");
