using Riveg.Evidence;
using Riveg.Observation;
using Riveg.Pipeline;
using Riveg.Posts;
using Riveg.Profiles;
using Riveg.TestKit;

namespace Riveg.Tests.Profiles;

public sealed class SeveralObserversTests
{
    private static readonly ImageSource Picture =
        ImageSource.FromFile(Path.Combine(SharedFolder.RepositoryRoot, "samples", "skyline.png"));

    [Fact]
    public async Task List_OfObservers_SeesWhatEachSees()
    {
        using var pipeline = Builder("""["one", { "use": "two" }]""").Build();

        var result = await pipeline.AnnotateAsync(new Post { Id = "1", Text = "a", Image = Picture }, TestContext.Current.CancellationToken);

        Assert.Equal(["one", "two"], result.Observations.Select(o => o.Text));
        Assert.Equal("fake+fake", result.Provenance!.Stages["observation"].Implementation);
    }

    [Theory]
    [InlineData("""[]""", "\"stages.observation\" is an empty list; \"none\" leaves the stage out")]
    [InlineData("""["one", "none"]""", "\"stages.observation\" is a list of something else than names and objects with \"use\"")]
    [InlineData("""["one", 3]""", "\"stages.observation\" is a list of something else than names and objects with \"use\"")]
    [InlineData("""[["one"]]""", "\"stages.observation\" is a list of something else than names and objects with \"use\"")]
    [InlineData("""["one"], "grounding": ["builtin"]""", "\"stages.grounding\" is a list, which only \"observation\" may be")]
    [InlineData("""["one", { "use": "one" }]""", "\"stages.observation\" has \"one\" twice with the same settings")]
    [InlineData("""["one", { "use": "two", "x": 1 }]""", "\"stages.observation[1]\" (two) has no setting \"x\"")]
    public void List_ThatIsWrong_IsNamed(string observation, string expected) => Assert.Contains(
        expected, Assert.Throws<ProfileException>(() => Builder(observation).Build().Dispose()).Message, StringComparison.Ordinal);

    [Fact]
    public async Task List_WithSomeThatFail_KeepsWhatTheOthersSeeAndTellsEachFault()
    {
        using var pipeline = Builder("""["one", "broken", "two", "broken too"]""").Build();

        var result = await pipeline.AnnotateAsync(new Post { Id = "1", Text = "a", Image = Picture }, TestContext.Current.CancellationToken);

        Assert.Equal(["one", "two"], result.Observations.Select(o => o.Text));
        Assert.Equal([("observation", "it broke"), ("observation", "it broke")], result.Faults.Select(f => (f.Stage, f.Message)));
    }

    [Fact]
    public Task ObserversTogether_KeepTheContract() => StageConformance
        .Of(new ObserversTogether([Seeing("one"), Seeing("two")])).VerifyAsync(TestContext.Current.CancellationToken);

    private static RivegPipelineBuilder Builder(string observation) => RivegPipeline.CreateBuilder("test").ConfigureCatalog(c => c
        .Add(StageSlots.Observation, "one", _ => Seeing("one"))
        .Add(StageSlots.Observation, "two", _ => Seeing("two"))
        .Add(StageSlots.Observation, "broken", _ => Broken())
        .Add(StageSlots.Observation, "broken too", _ => Broken())
        .AddProfile("test", $$"""{ "extends": "builtin", "stages": { "observation": {{observation}} } }"""));

    private static FakePictureObserver Broken() => new(_ => throw new InvalidDataException("it broke"));

    private static FakePictureObserver Seeing(string what) => new(_ => [new PictureObservation(ObservationKind.Object, what, what)]);
}
