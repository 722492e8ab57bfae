namespace Riveg.Architecture.Tests.Rooms;

/// <summary>Who knows whom: rooms (namespaces) and the edges between them, each with some places that make it.</summary>
public sealed class RoomGraph
{
    private static readonly string[] Unasked = [
        ".ctor ", ".Equals ", ".GetHashCode ", ".PrintMembers ", ".op_", ".<Clone>", ".Deconstruct ", ".ToString "
    ];
    private readonly SortedDictionary<string, SortedDictionary<string, SortedSet<string>>> _edges = new(StringComparer.Ordinal);

    /// <summary>All rooms, by name.</summary>
    public IReadOnlyCollection<string> Rooms => _edges.Keys;

    /// <summary>The rooms that <paramref name="room"/> knows, by name.</summary>
    public IReadOnlyCollection<string> KnownBy(string room) => _edges.TryGetValue(room, out var known) ? known.Keys : [];

    /// <summary>Whether <paramref name="room"/> knows <paramref name="other"/>.</summary>
    public bool Knows(string room, string other) => _edges.TryGetValue(room, out var known) && known.ContainsKey(other);

    /// <summary>
    /// The places that make the edge: "Type.Member names Other". By name; constructors and what records get unasked come last, since they
    /// tell least.
    /// </summary>
    public IReadOnlyCollection<string> Witnesses(string room, string other) =>
        _edges.TryGetValue(room, out var known) && known.TryGetValue(other, out var places) ? places.OrderBy(TellsLittle).ToList() : [];

    /// <summary>Adds a room that need not know anyone.</summary>
    public void Add(string room) => _edges.TryAdd(room, new(StringComparer.Ordinal));

    /// <summary>Adds an edge, or one more place that makes it. That a room knows itself is not noted.</summary>
    public void Add(string room, string other, string witness)
    {
        Add(room);
        Add(other);
        if (room == other)
        {
            return;
        }

        if (!_edges[room].TryGetValue(other, out var places))
        {
            _edges[room][other] = places = new(StringComparer.Ordinal);
        }

        places.Add(witness);
    }

    private static bool TellsLittle(string witness) => Unasked.Any(p => witness.Contains(p, StringComparison.Ordinal));
}
