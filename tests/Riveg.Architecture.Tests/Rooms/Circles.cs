namespace Riveg.Architecture.Tests.Rooms;

/// <summary>Finds the rooms that know each other in a circle: the strongly connected components of the graph (Tarjan, 1972).</summary>
public sealed class Circles
{
    private readonly RoomGraph _graph;
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _low = new(StringComparer.Ordinal);
    private readonly Stack<string> _open = new();
    private readonly List<IReadOnlyList<string>> _knots = [];

    private Circles(RoomGraph graph) => _graph = graph;

    /// <summary>The groups of two or more rooms of which each reaches each other one, by name.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Knots(RoomGraph graph)
    {
        var search = new Circles(graph);
        foreach (var room in graph.Rooms.Where(r => !search._index.ContainsKey(r)))
        {
            search.Visit(room);
        }

        return search._knots.OrderBy(k => k[0], StringComparer.Ordinal).ToList();
    }

    /// <summary>A shortest way inside <paramref name="knot"/> from its first room back to it: "A -> B -> A".</summary>
    public static IReadOnlyList<string> Path(RoomGraph graph, IReadOnlyList<string> knot)
    {
        var start = knot[0];
        var cameFrom = new Dictionary<string, string>(StringComparer.Ordinal);
        var queue = new Queue<string>([start]);
        while (!cameFrom.ContainsKey(start))
        {
            var room = queue.Dequeue();
            foreach (var next in graph.KnownBy(room).Where(n => knot.Contains(n)))
            {
                if (cameFrom.TryAdd(next, room))
                {
                    queue.Enqueue(next);
                }
            }
        }

        var path = new List<string> { start };
        for (var room = cameFrom[start]; room != start; room = cameFrom[room])
        {
            path.Add(room);
        }

        path.Add(start);
        path.Reverse();
        return path;
    }

    private void Visit(string room)
    {
        _index[room] = _low[room] = _index.Count;
        _open.Push(room);
        foreach (var next in _graph.KnownBy(room))
        {
            if (!_index.TryGetValue(next, out var index))
            {
                Visit(next);
                _low[room] = Math.Min(_low[room], _low[next]);
            }
            else if (_open.Contains(next))
            {
                _low[room] = Math.Min(_low[room], index);
            }
        }

        if (_low[room] == _index[room])
        {
            Close(room);
        }
    }

    private void Close(string root)
    {
        var knot = new List<string>();
        do
        {
            knot.Add(_open.Pop());
        }
        while (knot[^1] != root);

        if (knot.Count > 1)
        {
            knot.Sort(StringComparer.Ordinal);
            _knots.Add(knot);
        }
    }
}
