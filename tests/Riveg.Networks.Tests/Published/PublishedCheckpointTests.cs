using System.Text.Json;
using Riveg.Networks.Architectures;
using Riveg.Networks.Architectures.Ofa;
using Riveg.Networks.Architectures.Sam;
using Riveg.Networks.Checkpoints;
using Riveg.Networks.Conversion;
using Riveg.Networks.Operations;
using Riveg.TestKit;

namespace Riveg.Networks.Tests.Published;

/// <summary>
/// Files with the names, shapes and types of what people really have, in real size: each is opened and held against its architecture, which
/// must ask for every weight that it is made of and leave none over.
/// </summary>
public sealed class PublishedCheckpointTests : IDisposable
{
    private static readonly string[] Labels = ["O", "B-PER", "I-PER", "E-PER", "S-PER"];

    private readonly TemporaryFolder folder = new("riveg-published-");

    public static TheoryData<string, bool> Encoders { get; } = new()
    {
        { "bert-base-uncased", true }, { "bert-large-uncased", true }, { "bert-base-cased", false }, { "bert-large-cased", false },
        { "xlm-roberta-base", false }, { "xlm-roberta-large", false },
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("vit_b", false)]
    [InlineData("vit_b", true)]
    [InlineData("vit_l", false)]
    [InlineData("vit_l", true)]
    [InlineData("vit_h", false)]
    [InlineData("vit_h", true)]
    public void Build_OfMetasSam_AsksForEveryWeight(string size, bool pixelStatistics)
    {
        SparseFile.WriteTorch(folder["sam.pth"], SamWeights.OfMeta(size, pixelStatistics));

        var segmentation = Build("sam.pth", "sam").Segmentation!;
        Assert.Equal((1024, 256, 64, 256), (
            segmentation.ImageSize, segmentation.EmbeddingWidth, segmentation.EmbeddingSize, segmentation.MaskSize));

        // Deviations of 0 divide nothing; the published ones hold.
        Assert.Equal([58.395f, 57.12f, 57.375f], segmentation.PixelDeviation);
        Assert.Equal(pixelStatistics ? [0, 0, 0] : [123.675f, 116.28f, 103.53f], segmentation.PixelMean);
    }

    [Theory]
    [InlineData("vit_b", "Model", "safetensors")]
    [InlineData("vit_b", "PromptEncoder", "bin")]
    [InlineData("vit_b", "Both", "safetensors")]
    [InlineData("vit_l", "Both", "bin")]
    [InlineData("vit_l", "Model", "bin")]
    [InlineData("vit_h", "Both", "sharded")]
    [InlineData("vit_h", "PromptEncoder", "safetensors")]
    public void Build_OfHuggingFacesSam_AsksForEveryWeight(string size, string shared, string form)
    {
        var file = Write(SamWeights.OfHuggingFace(size, Enum.Parse<SamWeights.Shared>(shared)), form);
        File.WriteAllText(folder["config.json"], SamWeights.ConfigOf(size));

        Assert.Equal(1024, Build(file, "sam").Segmentation!.ImageSize);
    }

    /// <summary>
    /// Every name of the one list is a name of the other, with the same shape: a rename that is wrong would miss or double one.
    /// </summary>
    [Theory]
    [InlineData("vit_b")]
    [InlineData("vit_h")]
    public void Lists_OfMetaAndHuggingFace_HaveTheSameShapes(string size)
    {
        static IEnumerable<string> Shapes(IEnumerable<PublishedWeight> weights) =>
            weights.Select(w => string.Join(' ', w.Shape)).Order(StringComparer.Ordinal);

        Assert.Equal(
            Shapes(SamWeights.OfMeta(size)), Shapes(SamWeights.OfHuggingFace(size, SamWeights.Shared.PromptEncoder)));
    }

    /// <summary>
    /// Every name is renamed as the library's own script does it, which replaces parts of names one after the other (convert_sam_to_hf.py
    /// at 09cb93d8890401636f6abd80b763671e755aa025).
    /// </summary>
    [Fact]
    public void Of_EveryNameOfMeta_IsWhatTheLibrarysScriptMakesOfIt()
    {
        (string, string)[] parts = [
            ("iou_prediction_head.layers.0", "iou_prediction_head.proj_in"),
            ("iou_prediction_head.layers.1", "iou_prediction_head.layers.0"),
            ("iou_prediction_head.layers.2", "iou_prediction_head.proj_out"),
            ("mask_decoder.output_upscaling.0", "mask_decoder.upscale_conv1"),
            ("mask_decoder.output_upscaling.1", "mask_decoder.upscale_layer_norm"),
            ("mask_decoder.output_upscaling.3", "mask_decoder.upscale_conv2"), ("mask_downscaling.0", "mask_embed.conv1"),
            ("mask_downscaling.1", "mask_embed.layer_norm1"), ("mask_downscaling.3", "mask_embed.conv2"),
            ("mask_downscaling.4", "mask_embed.layer_norm2"), ("mask_downscaling.6", "mask_embed.conv3"),
            ("point_embeddings", "point_embed"),
            ("pe_layer.positional_encoding_gaussian_matrix", "shared_embedding.positional_embedding"), ("image_encoder", "vision_encoder"),
            ("neck.0", "neck.conv1"), ("neck.1", "neck.layer_norm1"), ("neck.2", "neck.conv2"), ("neck.3", "neck.layer_norm2"),
            ("patch_embed.proj", "patch_embed.projection"), (".norm", ".layer_norm"), ("blocks", "layers"),
        ];
        foreach (var name in SamWeights.OfMeta("vit_b").Select(w => w.Name))
        {
            var expected = name;
            foreach (var (from, to) in parts)
            {
                expected = expected.Replace(from, to, StringComparison.Ordinal);
            }

            if (expected.Contains("output_hypernetworks_mlps", StringComparison.Ordinal))
            {
                expected = expected.Contains(
                    "layers.0", StringComparison.Ordinal) ? expected.Replace("layers.0", "proj_in", StringComparison.Ordinal)
                    : expected.Contains(
                        "layers.1", StringComparison.Ordinal) ? expected.Replace("layers.1", "layers.0", StringComparison.Ordinal)
                    : expected.Replace("layers.2", "proj_out", StringComparison.Ordinal);
            }

            Assert.Equal(
                expected,
                expected == HuggingFaceSamNames.PromptEmbedding ? HuggingFaceSamNames.InPromptEncoder(name) : HuggingFaceSamNames.Of(name));
        }
    }

    [Theory]
    [InlineData(false, "torch")]
    [InlineData(true, "torch")]
    [InlineData(true, "safetensors")]
    public void Build_OfMobileSam_AsksForEveryWeight(bool withDerivedBuffers, string form)
    {
        var file = Write(MobileSamWeights.All(withDerivedBuffers), form);

        Assert.Equal(1024, Build(file, "mobile-sam").Segmentation!.ImageSize);
    }

    [Theory]
    [MemberData(nameof(Encoders))]
    public void Build_OfAnEncoder_AsksForEveryWeightInEveryForm(string name, bool oldNorms)
    {
        File.WriteAllText(folder["config.json"], TextWeights.ConfigOf(name));
        foreach (var form in new[] { "safetensors", "bin", "sharded", "sharded bin" })
        {
            var text = Build(Write(TextWeights.Pretrained(name, oldNorms), form), TextWeights.Of(name).ModelType).Text!;

            Assert.Equal((512, TextWeights.Of(name).Width), (text.MaxLength, text.Width));
            Assert.Null(text.Labels);
        }
    }

    [Theory]
    [InlineData("xlm-roberta-large", "embedder.transformer_model.", "embedder")]
    [InlineData("xlm-roberta-base", "embedder.transformer_model.", "embedder")]
    [InlineData("bert-base-cased", "embedder.transformer_model.", "embedder")]
    [InlineData("bert-large-cased", "encoder.", "encoder")]
    public void Build_OfAdaSeqsTagger_ReadsLabelsAndHeadsOfItsConfiguration(string name, string prefix, string part)
    {
        SparseFile.WriteTorch(folder["pytorch_model.bin"], TextWeights.Tagger(name, prefix, Labels.Length));
        File.WriteAllText(folder["configuration.json"], TextWeights.AdaSeqConfiguration(name, part, Labels));

        var text = Build("pytorch_model.bin", TextWeights.Of(name).ModelType).Text!;
        Assert.Equal(Labels, text.Labels!);
        Assert.Equal(Labels.Length, text.Crf!.Transitions.Count);
    }

    /// <summary>ModelScope has Hugging Face's configuration beside its own, and may have saved the module that wraps the network.</summary>
    [Theory]
    [InlineData("xlm-roberta-large", "")]
    [InlineData("bert-base-cased", "model.")]
    [InlineData("bert-base-uncased", "module.model.")]
    public void Build_OfModelScopesTagger_ReadsBothConfigurations(string name, string wrapper)
    {
        var weights = TextWeights.Tagger(name, "encoder.", Labels.Length).Select(w => w with { Name = wrapper + w.Name }).ToList();
        SparseFile.WriteTorch(
            folder["pytorch_model.bin"],
            weights,
            "}(U\u0004metacmodelscope.utils.config\nConfig\n)\u0081}U\u0003valcnumpy.core.multiarray\nscalar\n)RsbU\u000astate_dict",
            "u");
        File.WriteAllText(
            folder["config.json"],
            TextWeights.ConfigOf(name, """, "id2label": {"0": "LABEL_0", "1": "LABEL_1"}, "label2id": {"LABEL_0": 0, "LABEL_1": 1}"""));
        File.WriteAllText(
            folder["configuration.json"],
            $$"""
            {
              "framework": "pytorch", "task": "named-entity-recognition", "pipeline": { "type": "named-entity-recognition" },
              "model": { "type": "transformer-crf", "label2id": { {{string.Join(", ", Labels.Select((l, i) => $"\"{l}\": {i}"))}} } }
            }
            """);

        Assert.Equal(Labels, Build("pytorch_model.bin", TextWeights.Of(name).ModelType).Text!.Labels!);
    }

    [SharedFact]
    public void Lists_OfOfa_HaveTheNamesOfTheReferencesRun()
    {
        var map = JsonElement.Parse(File.ReadAllBytes(SharedFolder.Resolve("golden", "ofa", "name_map.json")));
        var names = map.GetProperty("fairseq_to_hf").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!);
        var buffers = map.GetProperty("buffers_recomputed").EnumerateArray().Select(b => b.GetString()!).ToList();

        Assert.Equal(
            names.Keys.Concat(buffers).Order(StringComparer.Ordinal),
            OfaWeights.All("golden", isFairseq: true).Select(w => w.Name).Order(StringComparer.Ordinal));
        Assert.Equal(
            names.Values.Concat(buffers.Where(b => !b.EndsWith(".version", StringComparison.Ordinal))).Order(StringComparer.Ordinal),
            OfaWeights.All("golden", isFairseq: false).Select(w => w.Name).Order(StringComparer.Ordinal));

        using var golden = Golden.Open("ofa", "ofa_tiny.safetensors");
        var shapes = OfaWeights.All("golden", isFairseq: false).ToDictionary(w => w.Name, w => w.Shape);
        Assert.All(golden.Tensors, t => Assert.Equal(shapes[t.Name], t.Shape));
    }

    [SharedTheory]
    [InlineData("tiny", true)]
    [InlineData("tiny", false)]
    [InlineData("medium", true)]
    [InlineData("medium", false)]
    [InlineData("base", true)]
    [InlineData("base", false)]
    [InlineData("large", true)]
    [InlineData("large", false)]
    [InlineData("huge", true)]
    [InlineData("huge", false)]
    public void Build_OfOfa_AsksForEveryWeight(string size, bool isFairseq)
    {
        var weights = OfaWeights.All(size, isFairseq);
        if (isFairseq)
        {
            // fairseq.checkpoint_utils: what lies around the weights.
            SparseFile.WriteTorch(
                folder["ofa.pt"],
                weights,
                "}(U\u0004argsNU\u0003cfg}(U\u0007_targetcfairseq.dataclass.configs\nFairseqConfig\nU\u0005modelcargparse\nNamespace\n"
                + ")\u0081}U\u0004archU\u0003ofasbuU\u0005model",
                "U\u0011optimizer_history](}(U\u000ecriterion_nameU\u0001aU\u0012lr_scheduler_state}ueU\u000bextra_state}(U\u0007metrics]"
                + "U\u0016previous_training_timeG\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000U\u0003valcnumpy.core.multiarray\nscalar\n)Ruu");
        }
        else
        {
            SparseFile.WriteTorch(folder["ofa.pt"], weights);
            File.WriteAllText(folder["config.json"], OfaWeights.ConfigOf(size));
        }

        // Held against the architecture alone: the conversion also compares the words with their other names, which takes its time.
        using var checkpoint = Checkpoint.Open(folder["ofa.pt"]);
        var config = AskOfa(new CheckpointWeights(checkpoint), ArchitectureSettings.Beside(checkpoint.Path));
        var (width, encoder, decoder, heads, _) = OfaWeights.Size(size);
        Assert.Equal((width, encoder, decoder, heads), (config.Width, config.EncoderLayers, config.DecoderLayers, config.Heads));
    }

    /// <summary>The whole way of one of them, with a true file at its end.</summary>
    [Fact]
    public void Convert_OfMobileSam_WritesItsModels()
    {
        SparseFile.WriteTorch(folder["mobile_sam.pt"], MobileSamWeights.All(withDerivedBuffers: false));

        var description = ModelConverter.Convert(folder["mobile_sam.pt"], "mobile-sam", new ConvertOptions(), folder["out"]);

        Assert.Equal(["box-decoder.onnx", "decoder.onnx", "encoder.onnx"], description.Files!.Select(f => f.Name));
        using var encoder = new EmittedModel(Path.Combine(folder["out"], "encoder.onnx"));
        Assert.Equal(["image_embeddings"], encoder.OutputNames);
    }

    [Theory]
    [InlineData(-1, "is missing")]
    [InlineData(1, "is surplus")]
    public void Build_WithAWeightTooFewOrTooMany_NamesIt(int difference, string message)
    {
        var weights = SamWeights.OfHuggingFace("vit_b", SamWeights.Shared.Both).ToList();
        if (difference < 0)
        {
            weights.RemoveAll(w => w.Name == "vision_encoder.layers.7.mlp.lin2.bias");
        }
        else
        {
            weights.Add(new("vision_encoder.layers.7.mlp.lin3.bias", ElementType.Float32, [3]));
        }

        SparseFile.WriteSafetensors(folder["model.safetensors"], weights);

        Assert.Contains(message, Fault("model.safetensors", "sam"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"model_type": "roberta", "num_attention_heads": 12}""", "'model_type' is \"roberta\", which Riveg does not implement")]
    [InlineData("""{"model_type": "bert", "num_attention_heads": 12}""", "'model_type' is \"bert\", which Riveg does not implement")]
    [InlineData("""{"model_type": 7, "num_attention_heads": 12}""", "'model_type' is 7, which Riveg does not implement")]
    [InlineData("""{"hidden_act": "relu", "num_attention_heads": 12}""", "'hidden_act' is \"relu\", which Riveg does not implement")]
    [InlineData("""{"hidden_act": "gelu_new", "num_attention_heads": 12}""", "'hidden_act' is \"gelu_new\"")]
    [InlineData(
        """{"position_embedding_type": "relative_key", "num_attention_heads": 12}""", "'position_embedding_type' is \"relative_key\"")]
    [InlineData(
        """{"position_embedding_type": "relative_key_query", "num_attention_heads": 12}""",
        "'position_embedding_type' is \"relative_key_query\"")]
    [InlineData("""{"is_decoder": true, "num_attention_heads": 12}""", "'is_decoder' is true")]
    [InlineData("""{"is_decoder": "yes", "num_attention_heads": 12}""", "give true or false")]
    [InlineData("""{"add_cross_attention": true, "num_attention_heads": 12}""", "'add_cross_attention' is true")]
    [InlineData("""{"num_attention_heads": 7}""", "7 heads do not divide the width 768")]
    [InlineData("""{"num_attention_heads": 0}""", "0 heads do not divide")]
    [InlineData("""{"num_attention_heads": "twelve"}""", "give an integer")]
    [InlineData("""{"hidden_size": 768}""", "does not state it; give a --config with 'num_attention_heads'")]
    [InlineData("""{"num_attention_heads": 12, "hidden_size": 1024}""", "'hidden_size' is 1024, but the weights have 768")]
    [InlineData("""{"num_attention_heads": 12, "num_hidden_layers": 6}""", "'num_hidden_layers' is 6, but the weights have 12")]
    [InlineData("""{"num_attention_heads": 12, "vocab_size": 30522}""", "'vocab_size' is 30522, but the weights have 250002")]
    [InlineData("""{"num_attention_heads": 12, "intermediate_size": 1}""", "'intermediate_size' is 1")]
    [InlineData("""{"num_attention_heads": 12, "max_position_embeddings": 512}""", "'max_position_embeddings' is 512")]
    [InlineData("""{"num_attention_heads": 12, "type_vocab_size": 2}""", "'type_vocab_size' is 2")]
    [InlineData("""{"model": {"embedder": {"model_name_or_path": "bert-base-cased"}}}""", "--architecture bert")]
    [InlineData("""{"model": {"embedder": {"model_name_or_path": "xlm-roberta-large"}}}""", "give a --config with 'num_attention_heads'")]
    [InlineData("""{"model": {"embedder": {"model_name_or_path": "my-own"}}}""", "give a --config with 'num_attention_heads'")]
    [InlineData(
        """{"model": {"embedder": {"model_name_or_path": "xlm-roberta-base", "sub_token_mode": "avg"}}}""", "'sub_token_mode' is \"avg\"")]
    [InlineData("not JSON", "cannot be read as a configuration")]
    public void Build_WithAConfigurationThatDoesNotFit_SaysWhatInOneLine(string config, string message)
    {
        SparseFile.WriteSafetensors(folder["model.safetensors"], TextWeights.Pretrained("xlm-roberta-base"));
        File.WriteAllText(folder["config.json"], config);

        Assert.Contains(message, Fault("model.safetensors", "xlm-roberta"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bert", "bert-base-uncased")]
    [InlineData("xlm-roberta", "xlm-roberta-base")]
    public void Build_OfAnEncoderWithoutConfiguration_AsksForTheHeads(string architecture, string name)
    {
        SparseFile.WriteSafetensors(folder["model.safetensors"], TextWeights.Pretrained(name));

        Assert.Contains(
            "its shapes do not tell the number of attention heads, and there is no config.json beside it; give a --config with "
            + "'num_attention_heads'",
            Fault("model.safetensors", architecture),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"model_type": "sam2"}""", "'model_type' is \"sam2\"")]
    [InlineData("""{"model_type": "sam", "vision_config": {"hidden_act": "relu"}}""", "'hidden_act' is \"relu\"")]
    [InlineData("""{"model_type": "sam", "mask_decoder_config": {"hidden_act": "gelu"}}""", "'hidden_act' is \"gelu\"")]
    [InlineData("""{"model_type": "sam", "prompt_encoder_config": {"hidden_act": "silu"}}""", "'hidden_act' is \"silu\"")]
    [InlineData("""{"model_type": "sam", "vision_config": {"use_rel_pos": false}}""", "'use_rel_pos' is false")]
    [InlineData("""{"model_type": "sam", "vision_config": {"hidden_size": 1280}}""", "'hidden_size' is 1280, but the weights have 768")]
    [InlineData(
        """{"model_type": "sam", "vision_config": {"num_attention_heads": 16}}""", "'num_attention_heads' is 16, but the weights have 12")]
    [InlineData("""{"model_type": "sam", "mask_decoder_config": {"num_attention_heads": 7}}""", "7 heads do not divide")]
    public void Build_OfSamWithAConfigurationThatDoesNotFit_SaysWhat(string config, string message)
    {
        SparseFile.WriteSafetensors(folder["model.safetensors"], SamWeights.OfHuggingFace("vit_b", SamWeights.Shared.Both));
        File.WriteAllText(folder["config.json"], config);

        Assert.Contains(message, Fault("model.safetensors", "sam"), StringComparison.Ordinal);
    }

    /// <summary>A file that is named by the caller stands alone: what lies beside the checkpoint is not read.</summary>
    [Fact]
    public void Build_WithANamedConfiguration_DoesNotReadTheOneBeside()
    {
        SparseFile.WriteSafetensors(folder["model.safetensors"], TextWeights.Pretrained("xlm-roberta-base"));
        File.WriteAllText(folder["config.json"], """{"model_type": "gpt2"}""");
        File.WriteAllText(folder["mine.json"], TextWeights.ConfigOf("xlm-roberta-base"));
        using var checkpoint = Checkpoint.Open(folder["model.safetensors"]);

        Assert.NotNull(ModelConverter.Build(checkpoint, "xlm-roberta", new ConvertOptions { ConfigPath = folder["mine.json"] }));
    }

    [Fact]
    public void Convert_OfOneShard_NamesTheIndex()
    {
        var index = SparseFile.WriteSharded(folder.Path, TextWeights.Pretrained("bert-base-cased"), "model", "safetensors", 2);

        Assert.Equal(
            $"{folder["model-00001-of-00002.safetensors"]}: is one of several files of a checkpoint; give {index} instead, "
            + "which names them all.",
            Assert.Throws<CheckpointException>(() => ModelConverter.Convert(
                folder["model-00001-of-00002.safetensors"], "bert", new ConvertOptions(), folder["out"])).Message);
    }

    private static OfaConfig AskOfa(CheckpointWeights weights, ArchitectureSettings settings)
    {
        weights.AcceptOlderNames(OfaNames.OfFairseq);
        weights.Ignore(OfaNames.IsUnused);
        var config = OfaConfig.Read(weights, settings);
        _ = new OfaPictureEncoder(weights, config);
        _ = new OfaEncoder(weights, config);
        _ = new OfaDecoder(weights, config);
        weights.ThrowIfFaulty("ofa");
        return config;
    }

    private ModelDescription Build(string file, string architecture)
    {
        using var checkpoint = Checkpoint.Open(Path.IsPathRooted(file) ? file : folder[file]);
        return ModelConverter.Build(checkpoint, architecture, new ConvertOptions()).Describe(new ModelDescription
        {
            Architecture = architecture, Precision = "float32", SourceFile = "x", SourceSha256 = "", RivegVersion = "0",
        });
    }

    private string Fault(string file, string architecture)
    {
        var message = Assert.Throws<CheckpointException>(() => Build(file, architecture)).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }

    private string Write(IReadOnlyList<PublishedWeight> weights, string form)
    {
        switch (form)
        {
            case "safetensors":
                SparseFile.WriteSafetensors(folder["model.safetensors"], weights);
                return folder["model.safetensors"];
            case "bin" or "torch":
                SparseFile.WriteTorch(folder["pytorch_model.bin"], weights);
                return folder["pytorch_model.bin"];
            case "sharded":
                return SparseFile.WriteSharded(folder.Path, weights, "model", "safetensors", 3);
            default:
                return SparseFile.WriteSharded(folder.Path, weights, "pytorch_model", "bin", 2);
        }
    }
}
