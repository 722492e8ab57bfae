using Riveg.Architecture.Tests.Rooms;

namespace Riveg.Architecture.Tests;

public sealed class RoomTableTests
{
    private const string Header = "| room | what it holds | knows |\n|---|---|---|\n";

    [Fact]
    public void Read_Table_GivesItsRows()
    {
        var faults = new List<string>();
        var rows = RoomTable.Read(
            $"# The house\n\n{Header}| `A` | a | nothing |\n| `A.B` | `x`, y | `A`, "
            + "`C (D)` |\r\n| `Riveg.Cli` | z | all |\n\n| not | of | it |\n",
            faults);
        Assert.Empty(faults);
        Assert.Equal(["A", "A.B", "Riveg.Cli"], rows.Select(r => r.Room));
        Assert.Equal([], rows[0].Knows!);
        Assert.Equal(["A", "C (D)"], rows[1].Knows!);
        Assert.Null(rows[2].Knows);
    }

    [Theory]
    [InlineData("| `A` | a |")]
    [InlineData("| `A` | a | nothing | more |")]
    [InlineData("| A | a | nothing |")]
    [InlineData("| `A` `B` | a | nothing |")]
    [InlineData("| `A` | a | |")]
    [InlineData("| `A` | a | B |")]
    [InlineData("| `A` | a | `B` and `C` |")]
    [InlineData("| `A` | a | `B`, all |")]
    [InlineData("| `A` | a | the stages |")]
    public void Read_RowOfAnotherForm_IsAFault(string row)
    {
        var faults = new List<string>();
        Assert.Empty(RoomTable.Read(Header + row + "\n", faults));
        Assert.Equal([$"not a row of '`Namespace`', what it holds, and '`Namespace`, ...', 'nothing' or 'all': {row}"], faults);
    }

    [Theory]
    [InlineData("no table", 0)]
    [InlineData(Header + "\n" + Header, 2)]
    public void Read_NotOneTable_IsAFault(string document, int count)
    {
        var faults = new List<string>();
        Assert.Empty(RoomTable.Read(document, faults));
        Assert.Equal([$"the document has {count} tables '| room | what it holds | knows |' instead of one"], faults);
    }

    [Fact]
    public void Write_Row_IsReadBack()
    {
        var faults = new List<string>();
        var rows = RoomTable.Read(Header + RoomTable.Write("A", ["B", "C"]) + "\n" + RoomTable.Write("B", []), faults);
        Assert.Empty(faults);
        Assert.Equal(["B", "C"], rows[0].Knows!);
        Assert.Equal([], rows[1].Knows!);
    }
}
