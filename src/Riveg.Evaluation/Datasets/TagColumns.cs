using Riveg.Posts;
using Riveg.Recognition;

namespace Riveg.Evaluation.Datasets;

/// <summary>Which tags a data set's rows have.</summary>
internal enum TagLayout
{
    /// <summary>One of the four coarse types.</summary>
    Coarse,

    /// <summary>The coarse type, then the fine one, both of the data set's own.</summary>
    CoarseAndFine,

    /// <summary>Types of any name.</summary>
    AnyType,
}

/// <summary>Finds the tags among a file's columns (CoNLL-2003 has four, the tag last), and tells of those that cannot be read.</summary>
internal sealed class TagColumns
{
    private readonly Index coarse;
    private readonly Index? fine;

    private TagColumns(Index coarse, Index? fine)
    {
        this.coarse = coarse;
        this.fine = fine;
    }

    /// <summary>Finds the columns of a file.</summary>
    public static TagColumns Find(IReadOnlyList<ConllBlock> blocks, TagLayout layout, string path, List<DatasetFault> faults)
    {
        var rows = blocks.SelectMany(b => b.Rows).ToList();
        var width = rows.Count == 0 ? 2 : rows.CountBy(r => r.Cells.Length).MaxBy(c => c.Value).Key;
        var columns = layout == TagLayout.CoarseAndFine && width > 2
            ? new TagColumns(width == 3 ? 1 : ^2, width == 3 ? 2 : ^1)
            : new TagColumns(FindOne(rows, width, layout), null);
        columns.Check(rows, layout, path, faults);
        return columns;
    }

    /// <summary>The tags of a post; what is none is outside of entities.</summary>
    public EntityTag[] Tags(ConllBlock block) =>
        [.. block.Rows.Select(r => Cell(r) is { } cell ? EntityTag.Parse(cell) ?? default : default)];

    /// <summary>The fine type that a row names; null where it names none.</summary>
    public string? FineType(ConllRow row) =>
        fine is { } column && column.GetOffset(row.Cells.Length) < row.Cells.Length ? EntityTag.Parse(row.Cells[column])?.TypeName : null;

    // The last column with entities of the known types; or else the last one of tags at all (chunks look like them); or else the last one.
    private static Index FindOne(List<ConllRow> rows, int width, TagLayout layout)
    {
        var columns = Enumerable.Range(1, width - 1).Reverse().ToList();
        var found = width == 2
            ? 1
            : columns.Find(c => IsMostly(c, t => t.IsOutside || IsKnown(t, layout))
                && rows.Exists(r => Read(r, c) is { IsOutside: false } t && IsKnown(t, layout))) is var known and > 0
                ? known
                : columns.Find(c => IsMostly(c, _ => true)) is var any and > 0 ? any : width - 1;
        return found == width - 1 && width > 2 ? ^1 : found;

        bool IsMostly(int column, Predicate<EntityTag> isGood) =>
            2 * rows.Count(r => Read(r, column) is { } tag && isGood(tag)) >= rows.Count;
        static EntityTag? Read(ConllRow row, int column) => column < row.Cells.Length ? EntityTag.Parse(row.Cells[column]) : null;
    }

    private static bool IsKnown(EntityTag tag, TagLayout layout) => layout != TagLayout.Coarse || EntityType.Coarse.Contains(tag.Type);

    // One line for each value that is no tag or of no known type, at its first row; one line where no value is a tag.
    private void Check(List<ConllRow> rows, TagLayout layout, string path, List<DatasetFault> faults)
    {
        var cells = rows.Select(r => (r.Location, Cell: Cell(r))).ToList();
        if (cells.Count > 0 && cells.TrueForAll(c => c.Cell is null || EntityTag.Parse(c.Cell) is null))
        {
            faults.Add(new DatasetFault(
                DatasetFaultKind.UnreadTag, path, $"column {coarse.GetOffset(rows[0].Cells.Length) + 1} was read for tags, and none "
                    + $"of its values is one (the first is \"{cells[0].Cell}\")."));
            return;
        }

        foreach (var group in cells.GroupBy(c => c.Cell))
        {
            EntityTag? tag = group.Key is null ? null : EntityTag.Parse(group.Key);
            var what = group.Key is null ? "the row has no tag"
                : tag is null ? $"\"{group.Key}\" is no tag; the token counts as outside of entities"
                : tag is { IsOutside: false } entity
                    && !IsKnown(entity, layout) ? $"\"{group.Key}\" is of no type of the data set (PER, LOC, ORG, OTHER or MISC)"
                : null;
            if (what is not null)
            {
                faults.Add(new DatasetFault(
                    DatasetFaultKind.UnreadTag,
                    group.First().Location,
                    group.Count() == 1 ? $"{what}." : $"{what} ({group.Count()} rows; this is the first)."));
            }
        }
    }

    private string? Cell(ConllRow row) =>
        coarse.GetOffset(row.Cells.Length) is > 0 and var index && index < row.Cells.Length ? row.Cells[index] : null;
}
