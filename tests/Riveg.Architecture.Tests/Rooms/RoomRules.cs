namespace Riveg.Architecture.Tests.Rooms;

/// <summary>Compares who knows whom with who may know whom, and finds circles in both.</summary>
public static class RoomRules
{
    private const int ShownWitnesses = 3;

    // Those of programs, by their root namespaces.
    private static readonly string[] Commands = ["Riveg.Cli", "Riveg.Training.Cli"];

    /// <summary>Whether a room may have "all" in its row: the commands', which no library knows.</summary>
    public static bool IsCommand(string room) =>
        Array.Exists(Commands, c => room == c || room.StartsWith(c + ".", StringComparison.Ordinal));

    /// <summary>All that differs; empty where the code is as the table says and neither has a circle.</summary>
    public static IReadOnlyList<string> Faults(RoomGraph graph, IReadOnlyList<RoomRow> rows)
    {
        var faults = new List<string>();
        faults.AddRange(
            rows.GroupBy(r => r.Room, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => $"{g.Key} has {g.Count()} rows"));
        var table = rows.DistinctBy(r => r.Room).ToDictionary(r => r.Room, StringComparer.Ordinal);
        foreach (var room in graph.Rooms.Where(r => !table.ContainsKey(r)))
        {
            faults.Add($"{room} has no row; as it is now: {RoomTable.Write(room, graph.KnownBy(room))}");
        }

        foreach (var row in table.Values)
        {
            Compare(graph, row, faults);
        }

        faults.AddRange(CirclesOf(graph));
        faults.AddRange(CirclesOfTable(table.Values));
        return faults;
    }

    /// <summary>A line for each circle of the compiled code, and under it a line for each of its edges with places that make it.</summary>
    public static IEnumerable<string> CirclesOf(RoomGraph graph) => Circles.Knots(graph).Select(knot =>
    {
        var path = Circles.Path(graph, knot);
        var edges = path.Zip(path.Skip(1)).Select(e => $"\n    {Edge(graph, e.First, e.Second)}");
        var others = knot.Count == path.Count - 1 ? "" : $" (in the same knot: {string.Join(", ", knot.Except(path))})";
        return $"a circle: {string.Join(" -> ", path)}{others}{string.Concat(edges)}";
    });

    private static void Compare(RoomGraph graph, RoomRow row, List<string> faults)
    {
        if (!graph.Rooms.Contains(row.Room))
        {
            faults.Add($"{row.Room} has a row, but no types");
            return;
        }

        if (row.Knows is null)
        {
            if (!IsCommand(row.Room))
            {
                faults.Add($"{row.Room} must say whom it knows; 'all' is for the commands");
            }

            return;
        }

        faults.AddRange(row.Knows.GroupBy(k => k, StringComparer.Ordinal)
            .Where(g => g.Count() > 1)
            .Select(g => $"the row of {row.Room} names {g.Key} {g.Count()} times"));
        foreach (var other in graph.KnownBy(row.Room).Except(row.Knows))
        {
            faults.Add($"{row.Room} knows {other}, which its row does not say: {Places(graph, row.Room, other)}");
        }

        foreach (var other in row.Knows.Distinct().Where(k => !graph.Knows(row.Room, k)))
        {
            faults.Add(graph.Rooms.Contains(other)
                ? $"{row.Room} does not know {other}, which its row says"
                : $"the row of {row.Room} names {other}, which has no types");
        }
    }

    /// <summary>A room with "all" knows every room without it; how rooms with "all" know each other is seen in the compiled code.</summary>
    private static IEnumerable<string> CirclesOfTable(IReadOnlyCollection<RoomRow> rows)
    {
        var drawn = new RoomGraph();
        foreach (var row in rows)
        {
            foreach (var other in row.Knows ?? rows.Where(r => r.Knows is not null).Select(r => r.Room))
            {
                drawn.Add(row.Room, other, "the table");
            }
        }

        return Circles.Knots(drawn).Select(k => $"the table draws a circle: {string.Join(" -> ", Circles.Path(drawn, k))}");
    }

    private static string Edge(RoomGraph graph, string room, string other) => $"{room} knows {other}: {Places(graph, room, other)}";

    private static string Places(RoomGraph graph, string room, string other)
    {
        var places = graph.Witnesses(room, other);
        var more = places.Count > ShownWitnesses ? $"; {places.Count - ShownWitnesses} more" : "";
        return string.Join("; ", places.Take(ShownWitnesses)) + more;
    }
}
