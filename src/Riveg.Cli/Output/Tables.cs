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

    public static void AddText(this Table table, params string[] cells) => table.AddRow([.. cells.Select(c => new Text(VisibleText.OneLine(c)))]);

    public static void Write(Table table)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(StandardStreams.RawOutput) });
        if (Console.IsOutputRedirected)
        {
            // A file or a pipe has no width of its own; nothing may be cut there.
            console.Profile.Width = 200;
        }

        console.Write(table);
    }
}
