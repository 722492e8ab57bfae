using System.Collections.Immutable;
using System.Text.Json;
using Riveg.Networks.Architectures.Sam;
using Riveg.Networks.Architectures.TinyVit;
using Riveg.Networks.Checkpoints;
using Riveg.Networks.Conversion;
using Riveg.Networks.Operations;
using Riveg.TestKit;

namespace Riveg.Networks.Tests.Conversion;

public sealed class ModelConverterTests
{
    [SharedTheory]
    [InlineData("sam_tiny256.safetensors")]
    [InlineData("sam_tiny256.pth")]
    [InlineData("sam_tiny256_legacy.pth")]
    public void Convert_OfSam_GivesModelsThatMakeTheReferencesMasks(string file)
    {
        using var folder = new TemporaryFolder();
        using var golden = Golden.Open("sam", "golden_tiny256.safetensors");
        var steps = new List<string>();
        ModelConverter.Convert(
            SharedFolder.Resolve("golden", "sam", file),
            "sam",
            OfTiny256(folder),
            folder["out"],
            new Recorder(steps),
            CancellationToken.None);

        Assert.Equal(["box-decoder.onnx", "decoder.onnx", "encoder.onnx", "model.json"], Names(folder["out"]));
        Assert.Contains("writing encoder.onnx", steps);
        using var encoder = new EmittedModel(Path.Combine(folder["out"], "encoder.onnx"));
        var embedding = encoder.Run(EmittedModel.Input("image", golden.Tensor("preprocessed")))["image_embeddings"];
        Golden.Near(golden.Tensor("image_embeddings").ReadSingles(), embedding.Values, Golden.Activation);

        using var decoder = new EmittedModel(Path.Combine(folder["out"], "box-decoder.onnx"));
        float[] box = [60.44444274902344f, 85.5f, 99.55555725097656f, 124.6875f];
        var masks = decoder.Run(
            EmittedModel.Floats("image_embeddings", embedding.Values, embedding.Shape),
            EmittedModel.Floats("boxes", box, 1, 4))["low_res_masks"];
        Golden.Near(golden.Tensor("box.low_res4").ReadSingles(), masks.Values, Golden.Logit);
    }

    [SharedFact]
    public void Convert_IntoAFolder_ReplacesOnlyWhatItMade()
    {
        using var folder = new TemporaryFolder();
        var checkpoint = SharedFolder.Resolve("golden", "sam", "sam_tiny256.safetensors");
        var options = OfTiny256(folder);
        var output = folder["out"];
        Directory.CreateDirectory(output);
        for (var i = 0; i < 2; i++)
        {
            ModelConverter.Convert(checkpoint, "sam", options, output, null, CancellationToken.None);
            Assert.Equal(["box-decoder.onnx", "decoder.onnx", "encoder.onnx", "model.json"], Names(output));
        }

        var notes = Path.Combine(output, "notes.txt");
        File.WriteAllText(notes, "mine");
        var refused = Assert.Throws<CheckpointException>(
            () => ModelConverter.Convert(checkpoint, "sam", options, output, null, CancellationToken.None));
        Assert.Equal(
            $"{output}: exists and is neither empty nor a converted model; name another folder or remove it first.", refused.Message);
        Assert.Equal("mine", File.ReadAllText(notes));
        Assert.Equal(["out"], Directory.GetDirectories(Path.GetDirectoryName(output)!).Select(Path.GetFileName));
    }

    [SharedFact]
    public void Convert_OfSam_DescribesIt()
    {
        using var folder = new TemporaryFolder();
        var checkpoint = SharedFolder.Resolve("golden", "sam", "sam_tiny256.safetensors");
        ModelConverter.Convert(checkpoint, "sam", OfTiny256(folder), folder["out"], null, CancellationToken.None);

        var description = ModelDescription.Load(folder["out"]);
        Assert.Equal("sam", description.Architecture);
        Assert.Equal("sam_tiny256.safetensors", description.SourceFile);
        Assert.Equal(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(checkpoint))),
            description.SourceSha256);
        Assert.Equal((256, 32, 16, 64), (
            description.Segmentation!.ImageSize, description.Segmentation.EmbeddingWidth, description.Segmentation.EmbeddingSize, description.Segmentation.MaskSize));
        Assert.Null(description.Text);
    }

    [SharedFact]
    public void Convert_OfSamInHalfPrecision_TakesAndGivesSingles()
    {
        using var folder = new TemporaryFolder();
        using var golden = Golden.Open("sam", "golden_tiny256.safetensors");
        ModelConverter.Convert(
            SharedFolder.Resolve("golden", "sam", "sam_tiny256.pth"),
            "sam",
            OfTiny256(folder) with { Precision = ModelPrecision.Float16 },
            folder["out"],
            null,
            CancellationToken.None);

        using var encoder = new EmittedModel(Path.Combine(folder["out"], "encoder.onnx"));
        var embedding = encoder.Run(EmittedModel.Input("image", golden.Tensor("preprocessed")))["image_embeddings"];
        Golden.Near(golden.Tensor("image_embeddings").ReadSingles(), embedding.Values, 0.03f);
    }

    [Fact]
    public void Convert_OfMobileSam_PassesOverWhatIsNotServed()
    {
        using var folder = new TemporaryFolder();
        var recorder = new RecordingWeights();
        _ = new TinyVitEncoder(
            recorder.In("image_encoder."), new TinyVitConfig(64, 8, [new(16, 8, 1, 16, 0, 0, 16), new(8, 16, 1, 16, 2, 7, 16)], 32));
        _ = new SamDecoder(recorder, new SamDecoderConfig(64, 8, 32, 4, 16, 2, 32, 16, 4, 8, 4, 32));
        var surplus = CheckpointTensor.FromValues("image_encoder.norm_head.weight", [2], [1, 2]);
        SafetensorsWriter.Write(folder["mobile.safetensors"], [.. recorder.Tensors, surplus]);
        File.WriteAllText(folder["config.json"], """{"img_size": 64, "dec_heads": 4}""");
        var description = ModelConverter.Convert(
            folder["mobile.safetensors"],
            "mobile-sam",
            new ConvertOptions { ConfigPath = folder["config.json"] },
            folder["out"],
            null,
            CancellationToken.None);

        using var encoder = new EmittedModel(Path.Combine(folder["out"], "encoder.onnx"));
        var embedding = encoder.Run(EmittedModel.Floats("image", new float[3 * 64 * 64], 1, 3, 64, 64))["image_embeddings"];
        Assert.Equal([1, 32, 8, 8], embedding.Shape);
        Assert.Equal(64, description.Segmentation!.ImageSize);
    }

    [SharedFact]
    public void Convert_OfATagger_GivesTheReferencesLogitsAndCarriesItsCrf()
    {
        using var folder = new TemporaryFolder();
        using var encoder = Golden.Open("encoders", "xlmr_tiny.safetensors");
        using var head = Golden.Open("crf", "golden_ner_head.safetensors");
        SafetensorsWriter.Write(
            folder["tagger.safetensors"], [.. encoder.Tensors, .. head.Tensors.Where(
                t => t.Name.StartsWith("linear.", StringComparison.Ordinal) || t.Name.StartsWith("crf.", StringComparison.Ordinal))]);
        var labels = JsonElement.Parse(File.ReadAllBytes(SharedFolder.Resolve("golden", "crf", "crf.json")))
            .GetProperty("ner_head")
            .GetProperty("id_to_label");
        File.WriteAllText(folder["config.json"], $$"""{"num_attention_heads": 4, "id_to_label": {{labels.GetRawText()}}}""");
        ModelConverter.Convert(
            folder["tagger.safetensors"],
            "xlm-roberta",
            new ConvertOptions
            {
                ConfigPath = folder["config.json"],
                TokenizerFolder = SharedFolder.Resolve("golden", "tokenizers", "xlmr_toy")
            },
            folder["out"],
            null,
            CancellationToken.None);

        var text = ModelDescription.Load(folder["out"]).Text!;
        Assert.Equal((64, 1, 48, 17), (text.MaxLength, text.PaddingId, text.Width, text.Labels!.Count));
        Assert.Equal(["sentencepiece.bpe.model"], text.TokenizerFiles);
        Assert.Equal(head.Tensor("crf.start_transitions").ReadSingles(), text.Crf!.Start);
        Assert.Equal(head.Tensor("crf.transitions").ReadSingles(), text.Crf.Transitions.SelectMany(t => t));
        Assert.Equal(["model.json", "model.onnx", "sentencepiece.bpe.model"], Names(folder["out"]));

        using var model = new EmittedModel(Path.Combine(folder["out"], "model.onnx"));
        var ids = head.Tensor("input_ids");
        var emissions = model.Run(
            EmittedModel.Input("input_ids", ids),
            EmittedModel.Input("attention_mask", head.Tensor("attention_mask")))["emissions"];
        NearFirstSubTokens(head, emissions);
    }

    [SharedTheory]
    [InlineData("bert", "bert_tiny.safetensors")]
    [InlineData("xlm-roberta", "xlmr_tiny.safetensors")]
    public void Convert_OfAnEncoderWithoutLabels_GivesItsHiddenState(string architecture, string file)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["config.json"], """{"num_attention_heads": 4}""");
        var description = ModelConverter.Convert(
            SharedFolder.Resolve("golden", "encoders", file),
            architecture,
            new ConvertOptions { ConfigPath = folder["config.json"], Precision = ModelPrecision.Float16 },
            folder["out"],
            null,
            CancellationToken.None);

        using var model = new EmittedModel(Path.Combine(folder["out"], "model.onnx"));
        Assert.Equal(["last_hidden_state"], model.OutputNames);
        Assert.Equal("float16", description.Precision);
        Assert.Null(description.Text!.Labels);
    }

    [SharedTheory]
    [InlineData("vit", "sam/sam_tiny256.pth", "choose one of bert, mobile-sam, ofa, sam, xlm-roberta")]
    [InlineData("bert", "sam/sam_tiny256.pth", "is no Bert checkpoint")]
    [InlineData("sam", "encoders/bert_tiny.safetensors", "is no SAM checkpoint")]
    [InlineData("mobile-sam", "sam/sam_tiny256.pth", "is no MobileSAM checkpoint")]
    [InlineData("bert", "encoders/xlmr_tiny.safetensors", "--architecture xlm-roberta")]
    [InlineData("sam", "sam/truck.jpg", "is not a checkpoint")]
    [InlineData("sam", "sam/nothing.pth", "there is no such file")]
    public void Convert_OfTheWrongThing_SaysWhatToDoAndLeavesNothing(string architecture, string file, string message)
    {
        using var folder = new TemporaryFolder();
        var fault = Assert.Throws<CheckpointException>(() => ModelConverter.Convert(
            SharedFolder.Resolve("golden", file), architecture, new ConvertOptions(), folder["out"], null, CancellationToken.None));

        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
        Assert.Empty(Names(folder.Path));
    }

    [SharedFact]
    public void Convert_IntoAFullFolder_IsRefused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["something"], "");

        Assert.Throws<CheckpointException>(() => ModelConverter.Convert(
            SharedFolder.Resolve("golden", "sam", "sam_tiny256.pth"),
            "sam",
            new ConvertOptions(),
            folder.Path,
            null,
            CancellationToken.None));
        Assert.Equal(["something"], Names(folder.Path));
    }

    [SharedFact]
    public void Convert_WhenStopped_LeavesNothing()
    {
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        var progress = new Recorder([], step =>
        {
            if (step.StartsWith("writing", StringComparison.Ordinal))
            {
                stop.Cancel();
            }
        });

        Assert.Throws<OperationCanceledException>(() => ModelConverter.Convert(
            SharedFolder.Resolve("golden", "sam", "sam_tiny256.pth"), "sam", OfTiny256(folder), folder["out"], progress, stop.Token));
        Assert.Empty(Names(folder.Path));
    }

    [SharedFact]
    public void Convert_WithWeightsMissingSurplusAndMisshapen_NamesThemAll()
    {
        using var folder = new TemporaryFolder();
        using var source = Golden.Open("sam", "sam_tiny256.safetensors");
        var tensors = source.Tensors
            .Where(t => t.Name is not "image_encoder.neck.1.bias" and not "mask_decoder.transformer.norm_final_attn.weight")
            .ToList();
        tensors.Add(CheckpointTensor.FromValues("mask_decoder.transformer.norm_final_attn.weight", [3], [1, 2, 3]));
        tensors.Add(CheckpointTensor.FromValues("extra.weight", [1], [1]));
        SafetensorsWriter.Write(folder["sam.safetensors"], tensors);

        var fault = Assert.Throws<CheckpointException>(() => ModelConverter.Convert(
            folder["sam.safetensors"], "sam", OfTiny256(folder), folder["out"], null, CancellationToken.None));

        Assert.Contains("'image_encoder.neck.1.bias' is missing", fault.Message, StringComparison.Ordinal);
        Assert.Contains(
            "'mask_decoder.transformer.norm_final_attn.weight' has shape [3] where [32] is due", fault.Message, StringComparison.Ordinal);
        Assert.Contains("'extra.weight' is surplus", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OfAnotherForm_IsRefused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(
            folder["model.json"],
            """{"format": 2, "architecture": "sam", "precision": "float32", "sourceFile": "x", "sourceSha256": "y","""
                + """ "rivegVersion": "1"}""");

        Assert.Contains(
            "convert the model again",
            Assert.Throws<CheckpointException>(() => ModelDescription.Load(folder.Path)).Message,
            StringComparison.Ordinal);
    }

    /// <summary>The heads of the small SAM; its shapes do not tell them.</summary>
    private static ConvertOptions OfTiny256(TemporaryFolder folder)
    {
        File.WriteAllText(folder["config.json"], """{"dec_heads": 4}""");
        return new ConvertOptions { ConfigPath = folder["config.json"] };
    }

    private static void NearFirstSubTokens(Checkpoint head, (float[] Values, int[] Shape) emissions)
    {
        var offsets = head.Tensor("offsets").ReadInt64s();
        var isWord = head.Tensor("crf_mask").ReadInt64s();
        var logits = head.Tensor("logits").ReadSingles();
        var (words, tokens, labels) = (head.Tensor("crf_mask").Shape[1], emissions.Shape[1], emissions.Shape[2]);
        var specials = head.Tensor("offsets").Shape[1];
        for (var i = 0; i < isWord.Length; i++)
        {
            if (isWord[i] == 1)
            {
                // Word w of a text is entry w + 1 of the offsets, behind the start token.
                var (text, word) = (i / words, i % words);
                var first = (int)offsets[((text * specials) + word + 1) * 2];
                Golden.Near(
                    logits.AsSpan(i * labels, labels), emissions.Values.AsSpan(((text * tokens) + first) * labels, labels), Golden.Logit);
            }
        }
    }

    private static IEnumerable<string> Names(string folder) =>
        Directory.EnumerateFileSystemEntries(folder)
            .Select(f => Path.GetFileName(f))
            .Where(n => n is not "config.json")
            .Order(StringComparer.Ordinal);

    private sealed class Recorder(List<string> steps, Action<string>? onStep = null) : IProgress<string>
    {
        public void Report(string value)
        {
            steps.Add(value);
            onStep?.Invoke(value);
        }
    }

    /// <summary>Random weights that remember what was asked for, so that a checkpoint can be written of them.</summary>
    private sealed class RecordingWeights : WeightSource
    {
        private readonly RandomWeights random = new(20240601);

        public List<CheckpointTensor> Tensors { get; } = [];

        protected override Weight Find(string name, WeightKind kind, InitialDistribution initial, ImmutableArray<int> shape)
        {
            var weight = kind == WeightKind.Buffer
                ? random.GetBuffer(name, initial, shape.AsSpan())
                : random.Get(name, initial, shape.AsSpan());
            Tensors.Add(CheckpointTensor.FromValues(name, weight.Shape, weight.Read()));
            return weight;
        }
    }
}
