using Riveg.Evaluation.Reports;
using Spectre.Console;

namespace Riveg.Cli.Output;

/// <summary>Tables on standard output, in the same style for all commands.</summary>
internal static class Tables
{
    /// <summary>A table of figures: the first column is text, the others are numbers.</summary>
    public static Table Create(string title, params string[] columns) => Create(title, Justify.Right, columns);

    /// <summary>A table of words.</summary>
    public static Table CreateText(string title, params string[] columns) => Create(title, Justify.Left, columns);

    private static Table Create(string title, Justify others, string[] columns)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.Title(Markup.Escape(VisibleText.OneLine(title)));
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(Markup.Escape(column)) { Alignment = column == columns[0] ? Justify.Left : others });
        }

        return table;
    }

    public static void AddText(this Table table, params string[] cells) =>
        table.AddRow([.. cells.Select(c => new Text(VisibleText.OneLine(c)))]);

    /// <summary>Draws a table of figures that is measured already.</summary>
    public static void Write(string title, ValueTable values)
    {
        var table = Create(title, [.. values.Header]);
        foreach (var row in values.Rows)
        {
            table.AddText([.. row]);
        }

        Write(table);
    }

    public static void Write(Table table)
    {
        // A file or a pipe gets no colours, and has no width at which anything might be cut.
        var toTerminal = !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(StandardStreams.RawOutput),
            Ansi = toTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = toTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = 200;
        }

        console.Write(table);
    }
}
