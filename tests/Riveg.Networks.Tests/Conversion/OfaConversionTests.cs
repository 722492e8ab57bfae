using System.Text.Json;
using Riveg.Networks.Checkpoints;
using Riveg.Networks.Conversion;
using Riveg.TestKit;

namespace Riveg.Networks.Tests.Conversion;

/// <summary>OFA's checkpoints of both forms, and what is refused.</summary>
public sealed class OfaConversionTests : IDisposable
{
    private const string Words = "encoder.embed_tokens.weight";

    private static readonly string Checkpoint = SharedFolder.Resolve("golden", "ofa", "ofa_tiny.safetensors");
    private static readonly string Tokenizer = SharedFolder.Resolve("golden", "tokenizers", "ofa_bpe");

    private readonly TemporaryFolder folder = new("riveg-ofa-");

    public void Dispose() => folder.Dispose();

    [SharedFact]
    public void Convert_OfFairseqsForm_GivesTheSameModelsAsHuggingFaces()
    {
        var ofHuggingFace = Convert(Checkpoint, "one");
        var ofFairseq = Convert(AsFairseqHasIt(Words), "other");

        Assert.Equal(ofHuggingFace.Files!.Select(f => (f.Name, f.Sha256)), ofFairseq.Files!.Select(f => (f.Name, f.Sha256)));
        Assert.Equal(ofHuggingFace.Ofa! with { TokenizerFiles = [] }, ofFairseq.Ofa! with { TokenizerFiles = [] });
    }

    [SharedFact]
    public void Convert_WordsThatAreNotShared_IsRefused()
    {
        var path = AsFairseqHasIt("decoder.embed_positions.weight");

        var fault = Assert.Throws<CheckpointException>(() => Convert(path, "out"));

        Assert.Contains($"'decoder.output_projection.weight' differs from '{Words}'", fault.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["out"]));
    }

    [SharedTheory]
    [InlineData("""{"d_model": 128}""", "'d_model' is 128, but the weights have 64")]
    [InlineData("""{"encoder_attention_heads": 8}""", "'encoder_attention_heads' is 8, but the weights have 4")]
    [InlineData("""{"activation_function": "relu"}""", "'activation_function' is \"relu\", which Riveg does not implement")]
    [InlineData("""{"model_type": "bart"}""", "'model_type' is \"bart\", which Riveg does not implement")]
    [InlineData("""{"scale_embedding": true}""", "'scale_embedding' is true, which Riveg does not implement")]
    [InlineData("""{"attn_scale_factor": 1.0}""", "'attn_scale_factor' is 1, which Riveg does not implement")]
    public void Convert_ConfigurationOfAnother_IsRefusedByName(string config, string message)
    {
        File.WriteAllText(folder["config.json"], config);

        var fault = Assert.Throws<CheckpointException>(() => ModelConverter.Convert(
            Checkpoint, "ofa", new ConvertOptions { TokenizerFolder = Tokenizer, ConfigPath = folder["config.json"] }, folder["out"]));

        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [SharedTheory]
    [InlineData("encoder.embed_positions.weight", 2, "has a table of 2 positions in a text, which no OFA has")]
    [InlineData("encoder.token_rel_pos_table_list.0.weight", 1, "has a table of 1 distances in a text, which no OFA has")]
    [InlineData("encoder.embed_image_positions.weight", 7, "has a table of 7 positions in a picture, which no OFA has")]
    public void Convert_TableOfAnOddSize_IsRefusedBeforeAnythingIsMadeOfIt(string name, int rows, string message)
    {
        using (var checkpoint = Riveg.Networks.Checkpoints.Checkpoint.Open(Checkpoint))
        {
            SafetensorsWriter.Write(
                folder["odd.safetensors"],
                [
                    .. checkpoint.Tensors.Select(t => t.Name == name
                        ? CheckpointTensor.FromValues(name, [rows, t.Shape[1]], new float[rows * t.Shape[1]])
                        : t),
                ]);
        }

        var fault = Assert.Throws<CheckpointException>(() => Convert(folder["odd.safetensors"], "out"));

        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    private ModelDescription Convert(string checkpoint, string name) =>
        ModelConverter.Convert(checkpoint, "ofa", new ConvertOptions { TokenizerFolder = Tokenizer }, folder[name]);

    private string AsFairseqHasIt(string projection)
    {
        using var checkpoint = Golden.Open("ofa", "ofa_tiny.safetensors");
        var names = JsonElement.Parse(File.ReadAllBytes(SharedFolder.Resolve("golden", "ofa", "name_map.json")))
            .GetProperty("fairseq_to_hf").EnumerateObject()
            .GroupBy(p => p.Value.GetString()!).ToDictionary(g => g.Key, g => g.First().Name);
        var words = checkpoint.Tensors.Single(t => t.Name == Words);
        SafetensorsWriter.Write(
            folder["fairseq.safetensors"],
            [
                .. checkpoint.Tensors.Select(t => t.Named(names[t.Name])),
                words.Named("decoder.embed_tokens.weight"),
                checkpoint.Tensors.Single(t => t.Name == projection).Named("decoder.output_projection.weight"),
            ]);
        return folder["fairseq.safetensors"];
    }
}
