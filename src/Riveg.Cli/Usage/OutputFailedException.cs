namespace Riveg.Cli.Usage;

/// <summary>Something that was done could not be written; the run ends.</summary>
internal class OutputFailedException(string message, Exception? innerException = null) : IOException(message, innerException);

/// <summary>Whoever read standard output is gone (<c>| head -1</c>): what cannot be delivered is not computed.</summary>
internal sealed class OutputClosedException() : OutputFailedException("Standard output was closed by its reader; stopped.");
