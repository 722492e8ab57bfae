using System.CommandLine;
using Riveg.Evaluation.Exports;

namespace Riveg.Cli.Output;

/// <summary>In which form annotations are written: for people, or for one program or another.</summary>
/// <param name="Name">How the command line calls it.</param>
/// <param name="Format">The form of a file; null for what only a terminal has.</param>
internal sealed record AnnotationForm(string Name, ExportFormat? Format)
{
    /// <summary>A table of one post.</summary>
    public static AnnotationForm Table { get; } = new("table", null);

    /// <summary>Indented JSON of one post; of many JSON lines.</summary>
    public static AnnotationForm Json { get; } = new("json", null);

    /// <summary>One JSON object a line.</summary>
    public static AnnotationForm JsonLines { get; } = new(ExportFormat.JsonLines.Name, ExportFormat.JsonLines);

    /// <summary>All forms, in the order in which they are named to people.</summary>
    public static IReadOnlyList<AnnotationForm> All { get; } =
        [Table, Json, .. ExportFormat.All.Select(f => f == ExportFormat.JsonLines ? JsonLines : new AnnotationForm(f.Name, f))];

    /// <summary>The form of a file that is written whole at the end; null for what is written post by post.</summary>
    public ExportFormat? Whole => Format == ExportFormat.JsonLines ? null : Format;

    /// <summary>The option of <c>annotate</c>.</summary>
    public static Option<AnnotationForm> CreateOption() => new("--format")
    {
        Description = "table, the default for one text; json; jsonl, the default for many (one JSON object a line). For other programs: "
            + "label-studio (tasks; the labelling config beside -o), cvat (XML 1.1), web-annotation (W3C, JSON-LD), and with -o only coco "
            + "and parquet. 'riveg export' makes these of JSON lines, too.",
        HelpName = "FORM",
        CustomParser = result =>
        {
            var name = result.Tokens[0].Value;
            if (All.FirstOrDefault(f => f.Name == name) is { } form)
            {
                return form;
            }

            result.AddError($"--format is {string.Join(", ", All.Take(All.Count - 1).Select(f => f.Name))} or {All[^1].Name}, not {name}.");
            return Table;
        },
    };

    /// <inheritdoc />
    public override string ToString() => Name;
}
