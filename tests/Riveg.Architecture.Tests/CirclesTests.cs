using CsCheck;
using Riveg.Architecture.Tests.Rooms;

namespace Riveg.Architecture.Tests;

public sealed class CirclesTests
{
    [Theory]
    [InlineData("a>b b>c a>c", "")]
    [InlineData("a>a", "")]
    [InlineData("a>b b>a", "a b")]
    [InlineData("a>b b>c c>b", "b c")]
    [InlineData("a>b b>c c>a d>a", "a b c")]
    [InlineData("a>b b>a b>c c>d d>c", "a b|c d")]
    [InlineData("a>b b>c c>a c>d d>c", "a b c d")]
    public void Knots_OfAGraph_AreTheRoomsThatReachEachOther(string edges, string knots) =>
        Assert.Equal(knots, string.Join('|', Circles.Knots(Graph(edges)).Select(k => string.Join(' ', k))));

    [Theory]
    [InlineData("a>b b>a", "a b a")]
    [InlineData("a>b b>c c>d d>a b>a", "a b a")]
    [InlineData("a>c c>b b>a b>c", "a c b a")]
    public void Path_OfAKnot_IsTheShortestWayRound(string edges, string path)
    {
        var graph = Graph(edges);
        Assert.Equal(path, string.Join(' ', Circles.Path(graph, Assert.Single(Circles.Knots(graph)))));
    }

    [Fact]
    public void Knots_OfAnyGraph_AreThePairsThatReachEachOther() => Gen.Select(Gen.Int[0, 7], Gen.Int[0, 7]).Array[0, 20].Sample(pairs =>
    {
        var graph = new RoomGraph();
        var reaches = new bool[8, 8];
        foreach (var (from, to) in pairs)
        {
            graph.Add($"{from}", $"{to}", "");
            reaches[from, to] = true;
        }

        for (var over = 0; over < 8; over++)
        {
            for (var pair = 0; pair < 64; pair++)
            {
                reaches[pair / 8, pair % 8] |= reaches[pair / 8, over] && reaches[over, pair % 8];
            }
        }

        var expected = Enumerable.Range(0, 8)
            .Where(a => Enumerable.Range(0, 8).Any(b => a != b && reaches[a, b] && reaches[b, a]))
            .Select(a => $"{a}");
        var knots = Circles.Knots(graph);
        Assert.Equal(expected, knots.SelectMany(k => k).Order());
        Assert.All(knots, k => Assert.All(k, a => Assert.All(k, b => Assert.True(a == b || reaches[int.Parse(a), int.Parse(b)]))));
        Assert.All(knots.Select(
            k => Circles.Path(graph, k)), p => Assert.All(p.Zip(p.Skip(1)), e => Assert.True(graph.Knows(e.First, e.Second))));
    });

    private static RoomGraph Graph(string edges)
    {
        var graph = new RoomGraph();
        foreach (var edge in edges.Split(' '))
        {
            graph.Add(edge[..1], edge[2..], "place");
        }

        return graph;
    }
}
