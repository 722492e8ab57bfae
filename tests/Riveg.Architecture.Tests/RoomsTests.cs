using System.Text;
using Riveg.Architecture.Tests.Rooms;
using Riveg.TestKit;

namespace Riveg.Architecture.Tests;

public sealed class RoomsTests
{
    private const int PrintedWitnesses = 6;

    [Fact]
    public void Rooms_OfTheSource_AreAsTheTableDrawsThem()
    {
        var faults = new List<string>();
        var rows = RoomTable.Read(File.ReadAllText(Path.Combine(SharedFolder.RepositoryRoot, "docs", "architecture.md")), faults);
        faults.AddRange(RoomRules.Faults(Source(), rows));
        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    [Fact]
    public void Rooms_OfTheSource_AreAllRead()
    {
        var rooms = Source().Rooms;
        Assert.All(SourceAssembly.OfSource(SharedFolder.RepositoryRoot), a => Assert.Contains(rooms, a.Holds));
        Assert.DoesNotContain(rooms, r => !r.StartsWith("Riveg", StringComparison.Ordinal));
    }

    [Fact]
    public void Rooms_WithRowsAsPrinted_DifferInCirclesOnly()
    {
        var source = Source();
        var printed = string.Join('\n', source.Rooms.Select(r => RoomTable.Write(r, source.KnownBy(r))));
        var faults = new List<string>();
        var rows = RoomTable.Read($"| room | what it holds | knows |\n|---|---|---|\n{printed}\n", faults);
        Assert.Empty(faults);
        Assert.Equal(source.Rooms, rows.Select(r => r.Room));
        Assert.DoesNotContain(RoomRules.Faults(source, rows), f => !f.Contains("circle", StringComparison.Ordinal));
    }

    /// <summary>Not a check: writes who knows whom now, with places, to the file that RIVEG_PRINT_ROOMS names.</summary>
    [Fact]
    public void Rooms_OfTheSource_ArePrintedWhenAsked()
    {
        if (Environment.GetEnvironmentVariable("RIVEG_PRINT_ROOMS") is { Length: > 0 } file)
        {
            File.WriteAllText(file, Print(Source()));
        }
    }

    private static RoomGraph Source() => CompiledRooms.Read(AppContext.BaseDirectory, SourceAssembly.OfSource(SharedFolder.RepositoryRoot));

    private static string Print(RoomGraph graph)
    {
        var text = new StringBuilder("# Circles\n\n");
        foreach (var knot in Circles.Knots(graph))
        {
            text.Append($"knot of {knot.Count}: {string.Join(", ", knot)}\n  shortest: {string.Join(" -> ", Circles.Path(graph, knot))}\n");
            foreach (var (room, other) in knot.SelectMany(r => graph.KnownBy(r).Where(o => knot.Contains(o)).Select(o => (r, o))))
            {
                text.Append($"  {room} -> {other} ({graph.Witnesses(room, other).Count} places)\n");
            }

            text.Append('\n');
        }

        text.Append("# Rows as they are now\n\n");
        foreach (var room in graph.Rooms)
        {
            text.Append($"{RoomTable.Write(room, graph.KnownBy(room))}\n");
        }

        text.Append("\n# Edges\n");
        foreach (var (room, other) in graph.Rooms.SelectMany(r => graph.KnownBy(r).Select(o => (r, o))))
        {
            var places = graph.Witnesses(room, other);
            text.Append(
                $"\n{room} -> {other} ({places.Count} places)\n{string.Concat(places.Take(PrintedWitnesses).Select(p => $"    {p}\n"))}");
        }

        return text.ToString();
    }
}
