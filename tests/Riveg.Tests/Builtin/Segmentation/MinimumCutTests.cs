using CsCheck;
using Riveg.Builtin.Segmentation;

namespace Riveg.Tests.Builtin.Segmentation;

public sealed class MinimumCutTests
{
    [Fact]
    public void Solve_AnySmallGrid_CostsAsLittleAsTheBestOfAllPartitions() =>
        (from width in Gen.Int[1, 4]
         from height in Gen.Int[1, 3]
         from sources in Gen.Int[0, 9].Array[width * height]
         from sinks in Gen.Int[0, 9].Array[width * height]
         from edges in Gen.Int[0, 6].Array[width * height * 4]
         select new Grid(width, height, sources, sinks, edges)).Sample(grid =>
        {
            var cut = new MinimumCut(grid.Width, grid.Height);
            for (var cell = 0; cell < grid.Count; cell++)
            {
                cut.SetTerminals(cell, grid.Sources[cell], grid.Sinks[cell]);
                for (var d = 0; d < 4; d++)
                {
                    cut.SetEdge(cell, d, grid.Edges[(cell * 4) + d]);
                }
            }

            return grid.Cost(cut.Solve()) == Enumerable.Range(0, 1 << grid.Count)
                .Min(bits => grid.Cost([.. Enumerable.Range(0, grid.Count).Select(i => (bits >> i & 1) == 1)]));
        });

    private sealed record Grid(int Width, int Height, int[] Sources, int[] Sinks, int[] Edges)
    {
        public int Count => Width * Height;

        public int Cost(bool[] isSource)
        {
            var cost = 0;
            for (var cell = 0; cell < Count; cell++)
            {
                cost += isSource[cell] ? Sinks[cell] : Sources[cell];
                for (var d = 0; d < 4; d++)
                {
                    var (x, y) = ((cell % Width) + MinimumCut.Directions[d].X, (cell / Width) + MinimumCut.Directions[d].Y);
                    if (x >= 0 && y >= 0 && x < Width && y < Height && isSource[cell] != isSource[(y * Width) + x])
                    {
                        cost += Edges[(cell * 4) + d];
                    }
                }
            }

            return cost;
        }
    }
}
