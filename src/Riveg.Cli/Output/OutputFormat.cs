using System.CommandLine;

namespace Riveg.Cli.Output;

internal enum OutputFormat
{
    Table,
    Json,
}

internal static class OutputFormatOption
{
    public static Option<OutputFormat> Create() => new("--format")
    {
        Description = "A table for people or JSON for programs.",
        HelpName = "table|json",
        DefaultValueFactory = _ => OutputFormat.Table,
    };
}
