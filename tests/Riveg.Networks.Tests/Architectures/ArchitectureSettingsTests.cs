using Riveg.Networks.Architectures;
using Riveg.Networks.Checkpoints;

namespace Riveg.Networks.Tests.Architectures;

public sealed class ArchitectureSettingsTests
{
    [Theory]
    [InlineData("""{"id2label": {"1": "B-PER", "0": "O"}}""")]
    [InlineData("""{"id_to_label": ["O", "B-PER"]}""")]
    [InlineData("""{"config": {"id_to_label": ["O", "B-PER"]}}""")]
    [InlineData("""{"id_to_label": {"1": "B-PER", "0": "O"}}""")]
    [InlineData("""{"label2id": {"B-PER": 1, "O": 0}}""")]
    [InlineData("""{"label_to_id": {"B-PER": 1, "O": 0}}""")]
    [InlineData("""{"framework": "pytorch", "model": {"type": "transformer-crf", "id2label": {"0": "O", "1": "B-PER"}}}""")]
    [InlineData("""{"framework": "pytorch", "model": {"type": "sequence-labeling-model", "id_to_label": {"0": "O", "1": "B-PER"}}}""")]
    [InlineData("""{"framework": "pytorch", "preprocessor": {"label2id": {"O": 0, "B-PER": 1}}}""")]
    public void Labels_InEitherForm_ComeInTheOrderOfTheirIndices(string json) =>
        With(json, settings => Assert.Equal(["O", "B-PER"], settings.Labels()!));

    [Fact]
    public void Fields_ThatAreMissing_AreThePublishedOnes() => With("{}", settings =>
    {
        Assert.Equal(8, settings.Integer("dec_heads", 8));
        Assert.Equal(1e-5f, settings.Single("layer_norm_eps", 1e-5f));
        Assert.Null(settings.Labels());
    });

    [Theory]
    [InlineData("""{"dec_heads": "eight"}""")]
    [InlineData("""{"dec_heads": -1}""")]
    [InlineData("""{"dec_heads": 1.5}""")]
    [InlineData("""{"dec_heads": null}""")]
    [InlineData("""{"dec_heads": 99999999999}""")]
    public void Integer_OfSomethingElse_NamesTheField(string json) => With(json, settings =>
        Assert.Contains(
            "'dec_heads'", Assert.Throws<CheckpointException>(() => settings.Integer("dec_heads", 8)).Message, StringComparison.Ordinal));

    [Theory]
    [InlineData("""{"id2label": {"0": "O", "2": "B-PER"}}""", "none with the index 1")]
    [InlineData("""{"id2label": {"0": 1}}""", "is no text")]
    [InlineData("""{"id_to_label": ["O", null]}""", "is no text")]
    [InlineData("""{"label2id": {"O": 0, "B-PER": 0}}""", "two labels with the index 0")]
    [InlineData("""{"label2id": {"O": 1, "B-PER": 2}}""", "none with the index 0")]
    [InlineData("""{"label2id": {"O": "0", "B-PER": 1}}""", "none with the index 0")]
    [InlineData("""{"label2id": {"O": 0.5, "B-PER": 1}}""", "none with the index 0")]
    [InlineData("""{"model": {"id2label": {"0": "O", "2": "B-PER"}}}""", "none with the index 1")]
    public void Labels_Malformed_SayWhatIsWrong(string json, string message) => With(json, settings =>
        Assert.Contains(message, Assert.Throws<CheckpointException>(() => settings.Labels()).Message, StringComparison.Ordinal));

    [Theory]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("{")]
    [InlineData("not JSON")]
    public void Load_OfNoConfiguration_NamesTheFile(string json)
    {
        var fault = Assert.Throws<CheckpointException>(() => With(json, _ => { }));

        Assert.Contains("config.json", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public void Labels_OfSeveralLists_AreThoseThatFitTheClassifier() => With(
        """{"id2label": {"0": "LABEL_0", "1": "LABEL_1"}, "model": {"id_to_label": ["O", "B-PER", "I-PER"]}}""",
        settings =>
        {
            Assert.Equal(["O", "B-PER", "I-PER"], settings.Labels(3)!);
            Assert.Equal(["LABEL_0", "LABEL_1"], settings.Labels(2)!);
            Assert.Equal(["LABEL_0", "LABEL_1"], settings.Labels(7)!);
        });

    [Fact]
    public void Beside_ACheckpoint_ReadsHuggingFacesFileAndBehindItModelScopes()
    {
        using var folder = new TemporaryFolder();
        Assert.True(ArchitectureSettings.Beside(folder["model.bin"]).IsEmpty);

        File.WriteAllText(folder["configuration.json"], """{"model": {"a": 1, "b": 2}}""");
        Assert.Equal(1, ArchitectureSettings.Beside(folder["model.bin"]).Integer("a"));

        File.WriteAllText(folder["config.json"], """{"a": 3}""");
        var both = ArchitectureSettings.Beside(folder["model.bin"]);
        Assert.Equal((3, 2, null), (both.Integer("a"), both.Integer("b"), both.Integer("c")));
        Assert.Equal($"{folder["config.json"]} and {folder["configuration.json"]}", both.Source);
    }

    private static void With(string json, Action<ArchitectureSettings> test)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["config.json"], json);
        test(ArchitectureSettings.Load(folder["config.json"]));
    }
}
