namespace Riveg.Builtin.Grounding;

/// <summary>
/// Parts of one colour, by the graph-based method of Felzenszwalb and Huttenlocher (2004): neighbours are joined from the most alike on,
/// as long as they differ no more than the parts do inside.
/// </summary>
internal static class PictureSegments
{
    /// <summary>Parts a picture.</summary>
    /// <param name="cells">The picture.</param>
    /// <param name="scale">The larger, the larger the parts.</param>
    /// <param name="least">How many cells a part has at least.</param>
    /// <returns>For each cell the number of its part, from 0 on.</returns>
    public static int[] Of(PictureCells cells, double scale, int least)
    {
        var edges = Edges(cells);
        var parts = new Parts(cells.Colours.Length, scale);
        foreach (var (distance, a, b) in edges)
        {
            parts.JoinAlike(a, b, distance);
        }

        foreach (var (_, a, b) in edges)
        {
            parts.JoinSmall(a, b, least);
        }

        return parts.Numbers();
    }

    private static (double Distance, int A, int B)[] Edges(PictureCells cells)
    {
        var (columns, rows) = (cells.Columns, cells.Rows);
        var edges = new List<(double Distance, int A, int B)>(4 * columns * rows);
        void Add(int a, int b) => edges.Add((cells.Colours[a].DistanceTo(cells.Colours[b]), a, b));
        for (var y = 0; y < rows; y++)
        {
            for (var x = 0; x < columns; x++)
            {
                var i = (y * columns) + x;
                if (x + 1 < columns)
                {
                    Add(i, i + 1);
                }

                if (y + 1 < rows)
                {
                    Add(i, i + columns);
                    if (x + 1 < columns)
                    {
                        Add(i, i + columns + 1);
                    }

                    if (x > 0)
                    {
                        Add(i, i + columns - 1);
                    }
                }
            }
        }

        // Ties by place, so that the same picture always has the same parts.
        edges.Sort();
        return [.. edges];
    }

    private sealed class Parts
    {
        private readonly int[] parents;
        private readonly int[] sizes;
        private readonly double[] limits;
        private readonly double scale;

        public Parts(int count, double scale)
        {
            parents = [.. Enumerable.Range(0, count)];
            sizes = [.. Enumerable.Repeat(1, count)];
            limits = [.. Enumerable.Repeat(scale, count)];
            this.scale = scale;
        }

        public void JoinAlike(int a, int b, double distance)
        {
            (a, b) = (Root(a), Root(b));
            if (a != b && distance <= limits[a] && distance <= limits[b])
            {
                Join(a, b);
                limits[a] = distance + (scale / sizes[a]);
            }
        }

        public void JoinSmall(int a, int b, int least)
        {
            (a, b) = (Root(a), Root(b));
            if (a != b && (sizes[a] < least || sizes[b] < least))
            {
                Join(a, b);
            }
        }

        public int[] Numbers()
        {
            var known = new Dictionary<int, int>();
            var numbers = new int[parents.Length];
            for (var i = 0; i < numbers.Length; i++)
            {
                var root = Root(i);
                if (!known.TryGetValue(root, out var number))
                {
                    known[root] = number = known.Count;
                }

                numbers[i] = number;
            }

            return numbers;
        }

        private void Join(int a, int b)
        {
            parents[b] = a;
            sizes[a] += sizes[b];
        }

        private int Root(int cell)
        {
            while (parents[cell] != cell)
            {
                parents[cell] = parents[parents[cell]];
                cell = parents[cell];
            }

            return cell;
        }
    }
}
