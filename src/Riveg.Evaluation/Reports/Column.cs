namespace Riveg.Evaluation.Reports;

/// <summary>A column of a table: a value, so that the same list of columns makes a table for people and the fields of JSON.</summary>
/// <typeparam name="T">What a row is about.</typeparam>
/// <param name="Name">Its heading.</param>
/// <param name="Value">What it says of a row; empty where it says nothing.</param>
public sealed record Column<T>(string Name, Func<T, string> Value);

/// <summary>A table that is measured and not yet drawn: columns in which no row says anything are gone. Immutable.</summary>
/// <param name="Header">The names of the columns.</param>
/// <param name="Rows">A cell for each column.</param>
public sealed record ValueTable(IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>Makes the table.</summary>
    /// <param name="columns">All columns that there may be.</param>
    /// <param name="rows">What the rows are about.</param>
    public static ValueTable Of<T>(IReadOnlyList<Column<T>> columns, IEnumerable<T> rows)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        List<string[]> cells = [.. rows.Select(r => columns.Select(c => c.Value(r)).ToArray())];
        int[] kept = [.. Enumerable.Range(0, columns.Count).Where(c => cells.Exists(r => r[c].Length > 0))];
        return new ValueTable(
            [.. kept.Select(c => columns[c].Name)], [.. cells.Select(r => (IReadOnlyList<string>)[.. kept.Select(c => r[c])])]);
    }
}
