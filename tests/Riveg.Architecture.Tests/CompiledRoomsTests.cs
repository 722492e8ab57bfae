using Riveg.Architecture.Tests.Rooms;

namespace Riveg.Architecture.Tests;

/// <summary>The reader on the namespaces of <c>Samples/Ways.cs</c>, of which each knows another one in one way.</summary>
public sealed class CompiledRoomsTests
{
    private const string Samples = "Riveg.Architecture.Tests.Samples";

    private static readonly Lazy<RoomGraph> Compiled = new(
        () => CompiledRooms.Read(AppContext.BaseDirectory, [new("Riveg.Architecture.Tests", "Riveg.Architecture.Tests")]));

    public static TheoryData<string> Ways { get; } =
        [.. Compiled.Value.Rooms
            .Where(r => r.StartsWith(Samples + ".By", StringComparison.Ordinal) && r != Samples + ".ByNameOnly")
            .Select(r => r[(Samples.Length + 1)..])];

    [Theory]
    [MemberData(nameof(Ways))]
    public void Read_NamespaceThatKnowsInOneWay_HasTheEdge(string way) => Assert.True(
        Compiled.Value.Knows($"{Samples}.{way}", Samples + ".Known"),
        $"{way} knows only {string.Join(", ", Compiled.Value.KnownBy($"{Samples}.{way}"))}");

    [Fact]
    public void Read_AllWays_AreTried() => Assert.Equal(36, Ways.Count);

    [Fact]
    public void Read_NamespaceThatOnlyNames_KnowsNothing() => Assert.Empty(Compiled.Value.KnownBy(Samples + ".ByNameOnly"));

    [Fact]
    public void Read_ChildNamespace_IsARoomOfItsOwn()
    {
        Assert.Equal([Samples + ".Parent.Child"], Compiled.Value.KnownBy(Samples + ".Parent"));
        Assert.Empty(Compiled.Value.KnownBy(Samples + ".Parent.Child"));
    }

    [Theory]
    [InlineData("ByAsyncBody", "Knower.ActAsync names Thing")]
    [InlineData("ByLambda", "Knower.Act names Thing")]
    [InlineData("ByLocalFunction", "Knower.Act names Thing")]
    [InlineData("ByNestedType", "Knower.Nested.Deeper._thing names Thing")]
    [InlineData("ByConstraint", "Knower names IContract")]
    public void Read_Place_IsAsTheSourceHasIt(string way, string place) =>
        Assert.Equal([place], Compiled.Value.Witnesses($"{Samples}.{way}", Samples + ".Known"));

    [Fact]
    public void CirclesOf_CircleThroughBodiesOnly_IsShownWithItsPlaces() => Assert.Equal(
        [
            $"a circle: {Samples}.CircleInBodies.First -> {Samples}.CircleInBodies.Third -> {Samples}.CircleInBodies.Second -> "
            + $"{Samples}.CircleInBodies.First"
            + $"\n    {Samples}.CircleInBodies.First knows {Samples}.CircleInBodies.Third: Door.Enter names Door"
            + $"\n    {Samples}.CircleInBodies.Third knows {Samples}.CircleInBodies.Second: Door.Enter names Door"
            + $"\n    {Samples}.CircleInBodies.Second knows {Samples}.CircleInBodies.First: Door.EnterAsync names Door",
        ],
        RoomRules.CirclesOf(Compiled.Value));

    [Fact]
    public void Read_NamespaceOfAnotherAssembly_IsARoomThatBearsTheAssembly()
    {
        var graph = CompiledRooms.Read(AppContext.BaseDirectory, [new("Riveg.Architecture.Tests", Samples + ".Known")]);
        Assert.Equal([Samples + ".Known"], graph.KnownBy($"{Samples}.ByBase ({Samples}.Known)"));
    }

    [Fact]
    public void Read_ReferenceToAnAssemblyThatIsNotRead_IsNotNoted() =>
        Assert.DoesNotContain(Compiled.Value.Rooms, r => r is "CsCheck" or "Riveg.Testing" or "System");
}
