using Riveg.Architecture.Tests.Rooms;

namespace Riveg.Architecture.Tests;

public sealed class RoomRulesTests
{
    [Fact]
    public void Faults_CodeAsTheTableSays_AreNone()
    {
        var graph = Graph("Posts>Regions", "Riveg.Cli>Posts", "Riveg.Cli.Output>Regions", "Riveg.Cli>Riveg.Cli.Output");
        Assert.Empty(RoomRules.Faults(
            graph, [new("Posts", ["Regions"]), new("Regions", []), new("Riveg.Cli", null), new("Riveg.Cli.Output", null)]));
    }

    [Fact]
    public void Faults_RoomThatKnowsMoreThanItsRow_NamesThreePlaces()
    {
        var graph = Graph("Posts>Regions");
        foreach (var place in "abcde")
        {
            graph.Add("Regions", "Stages", $"Box.{place} names Answer");
        }

        Assert.Equal(
            ["Regions knows Stages, which its row does not say: Box.a names Answer; Box.b names Answer; Box.c names Answer; 2 more"],
            RoomRules.Faults(graph, [new("Posts", ["Regions"]), new("Regions", []), new("Stages", [])]));
    }

    [Fact]
    public void Faults_NamespaceWithoutARow_ShowsItsRow() => Assert.Equal(
        [
            "Posts knows Posts.Unicode, which its row does not say: P names Q",
            "Posts.Unicode has no row; as it is now: | `Posts.Unicode` | ... | `Regions` |",
        ],
        RoomRules.Faults(Graph("Posts>Posts.Unicode", "Posts.Unicode>Regions"), [new("Posts", []), new("Regions", [])])
            .Order(StringComparer.Ordinal));

    [Fact]
    public void Faults_StaleEntry_IsNamed() => Assert.Equal(
        ["Regions does not know Posts, which its row says", "the table draws a circle: Posts -> Regions -> Posts"],
        RoomRules.Faults(Graph("Posts>Regions"), [new("Posts", ["Regions"]), new("Regions", ["Posts"])]));

    [Fact]
    public void Faults_EntryOfNoNamespace_IsNamed() => Assert.Equal(
        ["the row of Posts names Stages, which has no types"],
        RoomRules.Faults(Graph("Posts>Regions"), [new("Posts", ["Regions", "Stages"]), new("Regions", [])]));

    [Fact]
    public void Faults_RowOfNoNamespace_IsNamed() => Assert.Equal(
        ["Stages has a row, but no types"],
        RoomRules.Faults(Graph("Posts>Regions"), [new("Posts", ["Regions"]), new("Regions", []), new("Stages", [])]));

    [Fact]
    public void Faults_TwoRowsOrEntriesOfOneNamespace_AreNamed() => Assert.Equal(
        ["Regions has 2 rows", "the row of Posts names Regions 2 times"],
        RoomRules.Faults(Graph("Posts>Regions"), [new("Posts", ["Regions", "Regions"]), new("Regions", []), new("Regions", [])]));

    [Theory]
    [InlineData("Riveg.Pipeline")]
    [InlineData("Riveg.Client")]
    public void Faults_AllOutsideOfTheCommand_IsRefused(string room) => Assert.Equal(
        [$"{room} must say whom it knows; 'all' is for the commands"],
        RoomRules.Faults(Graph($"{room}>Riveg.Posts"), [new(room, null), new("Riveg.Posts", [])]));

    [Fact]
    public void Faults_CircleThatTheTableAllows_IsShownInBoth() => Assert.Equal(
        [
            "a circle: A -> B -> A (in the same knot: C)\n    A knows B: P names Q\n    B knows A: P names Q",
            "the table draws a circle: A -> B -> A",
        ],
        RoomRules.Faults(Graph("A>B", "B>A", "B>C", "C>A"), [new("A", ["B"]), new("B", ["A", "C"]), new("C", ["A"])]));

    [Fact]
    public void Faults_CircleInsideTheCommand_IsShownThoughItsRowsSayAll() => Assert.Equal(
        ["a circle: Riveg.Cli -> Riveg.Cli.Output -> Riveg.Cli\n    Riveg.Cli knows Riveg.Cli.Output: "
            + "P names Q\n    Riveg.Cli.Output knows Riveg.Cli: P names Q"],
        RoomRules.Faults(
            Graph("Riveg.Cli>Riveg.Cli.Output", "Riveg.Cli.Output>Riveg.Cli"), [new("Riveg.Cli", null), new("Riveg.Cli.Output", null)]));

    [Fact]
    public void Faults_RoomWhoseRowNamesTheCommand_IsACircle() => Assert.Equal(
        ["the table draws a circle: Posts -> Riveg.Cli -> Posts"],
        RoomRules.Faults(Graph("Posts>Riveg.Cli"), [new("Posts", ["Riveg.Cli"]), new("Riveg.Cli", null)]));

    private static RoomGraph Graph(params string[] edges)
    {
        var graph = new RoomGraph();
        foreach (var edge in edges)
        {
            var ends = edge.Split('>');
            graph.Add(ends[0], ends[1], "P names Q");
        }

        return graph;
    }
}
