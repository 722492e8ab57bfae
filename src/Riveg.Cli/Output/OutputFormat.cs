using System.CommandLine;
using System.CommandLine.Parsing;

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
        Description = "table, the default, for people; or json, for programs.",
        HelpName = "table|json",
        CustomParser = result => result.Tokens[0].Value switch
        {
            "table" => OutputFormat.Table,
            "json" => OutputFormat.Json,
            var other => Refuse(result, other),
        },
    };

    private static OutputFormat Refuse(ArgumentResult result, string value)
    {
        result.AddError($"--format is table or json, not {value}.");
        return OutputFormat.Table;
    }
}
