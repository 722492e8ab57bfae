using System.CommandLine;

namespace Riveg.Cli.Commands;

/// <summary><c>riveg benchmark</c>: what profiles reach, measured here.</summary>
internal static class BenchmarkCommand
{
    public static Command Create(Option<bool> verbose) =>
        new("benchmark", "Measures profiles.") { PhotoBenchmarkCommand.Create(verbose) };
}
