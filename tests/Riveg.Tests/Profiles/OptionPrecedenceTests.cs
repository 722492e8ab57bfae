using Microsoft.Extensions.DependencyInjection;
using Riveg.Grounding;
using Riveg.Pipeline;
using Riveg.Profiles;
using Riveg.Tests.Pipeline;

namespace Riveg.Tests.Profiles;

/// <summary>Defaults, then the profile, then code.</summary>
public sealed class OptionPrecedenceTests
{
    [Fact]
    public void CreatePipeline_OptionsOfCode_WinOverTheProfile()
    {
        Assert.Equal("expected-correctness", Decision("{}", null));
        Assert.Equal("threshold 0.7", Decision("{}", new PipelineOptions { Decision = new EntailmentThreshold(0.7) }));
        Assert.Equal("threshold 0.7", Decision(
            """{"groundingDecision":"threshold","entailmentThreshold":0.2}""",
            new PipelineOptions { Decision = new EntailmentThreshold(0.7) }));
        Assert.Equal("threshold 0.2", Decision("""{"entailmentThreshold":0.2}""", new PipelineOptions { BatchSize = 3 }));
    }

    [Theory]
    [InlineData("""{"entailmentThreshold":0.2}""", "threshold 0.2")]
    [InlineData("""{"groundingDecision":"threshold"}""", "threshold 0.5")]
    [InlineData("""{"groundingDecision":"threshold","entailmentThreshold":0.2}""", "threshold 0.2")]
    [InlineData("""{"entailmentThreshold":0.2,"groundingDecision":"threshold"}""", "threshold 0.2")]
    [InlineData("""{"groundingDecision":"expected-correctness"}""", "expected-correctness")]
    public void CreatePipeline_ThresholdAndDecision_DoNotDependOnTheirOrder(string section, string decision) =>
        Assert.Equal(decision, Decision(section, null));

    [Fact]
    public void CreatePipeline_ThresholdBesideADecisionWithoutOne_IsRefused() => Assert.Equal(
        "The profile builtin is wrong: \"pipeline.entailmentThreshold\" means nothing to the decision \"expected-correctness\"; "
        + "leave one of them out.",
        Assert.Throws<ProfileException>(
            () => Decision("""{"groundingDecision":"expected-correctness","entailmentThreshold":0.2}""", null)).Message);

    [Fact]
    public async Task AddRiveg_WithTheContainer_IsDisposedOf()
    {
        var services = new ServiceCollection().AddRiveg().BuildServiceProvider();
        var pipeline = services.GetRequiredService<RivegPipeline>();
        await services.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(
            () => pipeline.AnnotateAsync(PipelineFixture.Post(1), TestContext.Current.CancellationToken));
    }

    private static string? Decision(string section, PipelineOptions? options)
    {
        var builder = RivegPipeline.CreateBuilder().Configure("pipeline", System.Text.Json.Nodes.JsonNode.Parse(section)!.AsObject());
        using var pipeline = (options is null ? builder : builder.Configure(_ => options)).Build();
        return pipeline.Provenance.Decision;
    }
}
