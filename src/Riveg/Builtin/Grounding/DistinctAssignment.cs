namespace Riveg.Builtin.Grounding;

/// <summary>
/// Gives each of several entities a choice of its own so that the summed value is as large as possible (the Hungarian method with
/// potentials, O(n²·m)).
/// </summary>
internal static class DistinctAssignment
{
    /// <summary>Assigns.</summary>
    /// <param name="values">For each entity the value of each choice; at least as many choices as entities.</param>
    /// <returns>For each entity the index of its choice; all different.</returns>
    public static int[] Solve(IReadOnlyList<double[]> values)
    {
        var n = values.Count;
        var m = n == 0 ? 0 : values[0].Length;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(n, m, nameof(values));

        // Row and column 0 stand for "nothing"; owner[c] is the row that has column c.
        var rowPotential = new double[n + 1];
        var columnPotential = new double[m + 1];
        var owner = new int[m + 1];
        for (var row = 1; row <= n; row++)
        {
            Augment(values, row, rowPotential, columnPotential, owner);
        }

        var choices = new int[n];
        for (var column = 1; column <= m; column++)
        {
            if (owner[column] > 0)
            {
                choices[owner[column] - 1] = column - 1;
            }
        }

        return choices;
    }

    private static void Augment(IReadOnlyList<double[]> values, int row, double[] rowPotential, double[] columnPotential, int[] owner)
    {
        var m = columnPotential.Length - 1;
        var way = new int[m + 1];
        var slack = new double[m + 1];
        var used = new bool[m + 1];
        Array.Fill(slack, double.PositiveInfinity);
        owner[0] = row;
        var column = 0;
        while (owner[column] != 0)
        {
            used[column] = true;
            var current = owner[column];
            var next = 0;
            var delta = double.PositiveInfinity;
            for (var c = 1; c <= m; c++)
            {
                if (used[c])
                {
                    continue;
                }

                var reduced = -values[current - 1][c - 1] - rowPotential[current] - columnPotential[c];
                if (reduced < slack[c])
                {
                    (slack[c], way[c]) = (reduced, column);
                }

                if (slack[c] < delta)
                {
                    (delta, next) = (slack[c], c);
                }
            }

            for (var c = 0; c <= m; c++)
            {
                if (used[c])
                {
                    rowPotential[owner[c]] += delta;
                    columnPotential[c] -= delta;
                }
                else
                {
                    slack[c] -= delta;
                }
            }

            column = next;
        }

        while (column != 0)
        {
            owner[column] = owner[way[column]];
            column = way[column];
        }
    }
}
