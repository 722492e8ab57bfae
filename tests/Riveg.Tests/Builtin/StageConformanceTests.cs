using Riveg.Builtin;
using Riveg.Builtin.Entailment;
using Riveg.Builtin.Expansion;
using Riveg.Builtin.Grounding;
using Riveg.Builtin.Recognition;
using Riveg.Builtin.Segmentation;

namespace Riveg.Tests.Builtin;

public sealed class StageConformanceTests
{
    private static readonly BuiltinModel Model = BuiltinModel.Default;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task CrfEntityRecognizer_KeepsTheContract() =>
        StageConformance.Of(new CrfEntityRecognizer(Model.Recognition, Model.Info)).VerifyAsync(Token);

    [Fact]
    public Task KnowledgeEntityExpander_KeepsTheContract() => StageConformance.Of(new KnowledgeEntityExpander()).VerifyAsync(Token);

    [Fact]
    public Task LexiconExpander_KeepsTheContract() => StageConformance.Of(new LexiconExpander()).VerifyAsync(Token);

    [Fact]
    public Task LinearVisualEntailment_KeepsTheContract() =>
        StageConformance.Of(new LinearVisualEntailment(Model.Entailment, Model.Info)).VerifyAsync(Token);

    [Fact]
    public Task LayoutPriorGrounder_KeepsTheContract() =>
        StageConformance.Of(new LayoutPriorGrounder(Model.Layout, Model.Info)).VerifyAsync(Token);

    [Fact]
    public Task GrabCutSegmenter_KeepsTheContract() => StageConformance
        .Of(new GrabCutSegmenter(), new ConformanceOptions { ManyMentions = 20 }).VerifyAsync(Token);
}
