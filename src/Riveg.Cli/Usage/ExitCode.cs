namespace Riveg.Cli.Usage;

/// <summary>What the command answers to its caller.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>Some posts failed; they are listed.</summary>
    public const int SomePostsFailed = 1;

    /// <summary>Wrong use or bad input.</summary>
    public const int WrongUse = 2;

    /// <summary>A model or service is missing.</summary>
    public const int Missing = 3;
}
