using CsCheck;
using Riveg.Builtin.Grounding;

namespace Riveg.Tests.Builtin.Grounding;

public sealed class DistinctAssignmentTests
{
    [Fact]
    public void Solve_AnySmallTable_IsAsGoodAsTheBestOfAll() =>
        (from rows in Gen.Int[0, 5]
         from more in Gen.Int[0, 2]
         from values in Gen.Double[-3, 3].Array[rows + more].Array[rows]
         select values).Sample(values =>
        {
            var choices = DistinctAssignment.Solve(values);
            Assert.Equal(values.Length, choices.Distinct().Count());
            Assert.Equal(Best(values, 0, 0), choices.Select((c, row) => values[row][c]).Sum(), 1e-9);
        });

    [Fact]
    public void Solve_EqualValues_StillGivesDifferentChoices() =>
        Gen.Int[0, 1].Array[6].Array[4].Sample(table =>
        {
            var values = Array.ConvertAll(table, row => Array.ConvertAll(row, v => (double)v));
            var choices = DistinctAssignment.Solve(values);
            Assert.Equal(4, choices.Distinct().Count());
            Assert.Equal(Best(values, 0, 0), choices.Select((c, row) => values[row][c]).Sum(), 1e-9);
        });

    [Fact]
    public void Solve_BestOfBothIsOne_GoesToWhomItHelpsMost() => Assert.Equal([1, 0], DistinctAssignment.Solve([[0.9, 0.8], [0.9, 0.1]]));

    [Fact]
    public void Solve_MoreEntitiesThanChoices_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>("values", () => DistinctAssignment.Solve([[1], [2]]));

    [Fact]
    public void Of_MoreEntitiesThanBoxes_TheRestTakesItsBest()
    {
        Assert.Equal([1, 0, 1, 0], LayoutChoice.Of([[0.9, 0.8], [0.9, 0.1], [0.2, 0.3], [0.4, 0.3]]));
        Assert.Empty(LayoutChoice.Of([]));
    }

    private static double Best(double[][] values, int row, int taken)
    {
        if (row == values.Length)
        {
            return 0;
        }

        var best = double.NegativeInfinity;
        for (var c = 0; c < values[row].Length; c++)
        {
            if ((taken >> c & 1) == 0)
            {
                best = Math.Max(best, values[row][c] + Best(values, row + 1, taken | 1 << c));
            }
        }

        return best;
    }
}
