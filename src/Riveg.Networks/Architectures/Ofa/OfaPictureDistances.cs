using Riveg.Networks.Operations;

namespace Riveg.Networks.Architectures.Ofa;

/// <summary>
/// The bias for how two places of a picture lie to each other, by rows and columns apart. A layer has a table of its own. Places along a
/// row share their entries, so blocks of a whole row are made first and then put into their places: far fewer look-ups than pairs.
/// </summary>
internal sealed class OfaPictureDistances
{
    private readonly int side;
    private readonly int heads;
    private readonly int rows;
    private readonly List<Weight> tables;

    public OfaPictureDistances(WeightSource weights, OfaConfig config, int layers)
    {
        side = config.GridPositions;
        heads = config.Heads;

        // The last three rows are for a query or a key that is no place; none is here.
        rows = (Spread * Spread) + 3;
        tables = [.. Enumerable.Range(0, layers)
            .Select(i => weights.Get($"image_rel_pos_table_list.{i}.weight", InitialDistribution.Zeros, rows, heads))];
    }

    /// <summary>Distances along one axis: 0 where the key is as far behind as the table knows.</summary>
    private int Spread => (2 * side) - 1;

    /// <summary>What all layers share: where the tables are looked up.</summary>
    /// <param name="ops">The operations.</param>
    /// <param name="grid">[N, rows, columns, width].</param>
    public Places<T> Find<T>(ITensorOps<T> ops, T grid)
        where T : class
    {
        var (y, x) = (ops.IndicesAlong(grid, 1), ops.IndicesAlong(grid, 2));

        // Id 0 is for what is no place.
        var ids = ops.Add(ops.Add(ops.Reshape(ops.Multiply(y, side), -1, 1), ops.Reshape(x, 1, -1)), 1);

        // [rows apart, column of the query, column of the key] into the table.
        var across = ops.Add(ops.Subtract(ops.Reshape(x, -1, 1), ops.Reshape(x, 1, -1)), side - 1);
        var apart = ops.Constant([.. Enumerable.Range(0, Spread).Select(d => (long)d * Spread)], Spread, 1, 1);
        var entries = ops.Add(apart, across);

        // [row of the query, column of the query, row of the key] into the rows of blocks.
        var down = ops.Add(ops.Subtract(ops.Reshape(y, -1, 1, 1), ops.Reshape(y, 1, 1, -1)), side - 1);
        var blocks = ops.Add(ops.Multiply(down, ops.LengthOf(grid, 2)), ops.Reshape(x, 1, -1, 1));
        return new Places<T>(ops.Reshape(ids, -1), x, entries, blocks);
    }

    /// <summary>A layer's blocks [heads, rows apart · columns, columns].</summary>
    public T Blocks<T>(ITensorOps<T> ops, Places<T> places, int layer)
        where T : class
    {
        var byColumn = ops.Transpose(ops.Gather(ops.Parameter(tables[layer]), places.Entries), 3, 0, 1, 2);
        return ops.Reshape(byColumn, [heads, -1, Extent<T>.Of(places.Columns, 0)]);
    }

    /// <summary>A head's bias [places, places].</summary>
    /// <param name="ops">The operations.</param>
    /// <param name="places">The grid.</param>
    /// <param name="blocks">The layer's <see cref="Blocks"/>.</param>
    /// <param name="head">The head.</param>
    public T Bias<T>(ITensorOps<T> ops, Places<T> places, T blocks, int head)
        where T : class
    {
        var own = ops.Reshape(ops.Slice(blocks, 0, head, head + 1), [-1, Extent<T>.Of(places.Columns, 0)]);
        return ops.Reshape(ops.Gather(own, places.Blocks), [-1, Extent<T>.Of(places.Ids, 0)]);
    }

    /// <summary>A grid's places and where the tables are looked up for them.</summary>
    /// <param name="Ids">Rows of the table of positions [rows · columns].</param>
    /// <param name="Columns">The columns' numbers.</param>
    /// <param name="Entries">Rows of a layer's table [rows apart, columns, columns].</param>
    /// <param name="Blocks">Which of the blocks made of them [rows, columns, rows].</param>
    public sealed record Places<T>(T Ids, T Columns, T Entries, T Blocks)
        where T : class;
}
