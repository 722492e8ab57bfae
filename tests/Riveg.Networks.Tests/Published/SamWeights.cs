namespace Riveg.Networks.Tests.Published;

/// <summary>
/// The weights of SAM.
/// <para>Meta's names and shapes: facebookresearch/segment-anything, read at these commits:
/// segment_anything/build_sam.py 1e6fa1ff23ee3adb203f044bbd7b3aee4d3442bc (sizes),
/// segment_anything/modeling/image_encoder.py 07b97cb771615000f6ceca1ca46cfadc1fb8acbb,
/// segment_anything/modeling/mask_decoder.py 28a9f5d7ab59def2d295a55ffda339ef6b149bd5,
/// segment_anything/modeling/prompt_encoder.py 1fee4b327fe33a1a29c216eaf74768c2a44f6b88,
/// segment_anything/modeling/transformer.py 571794162e0887c15d12b809505b902c7bf8b4db,
/// segment_anything/modeling/common.py 1bad3fbd59e6d483fe8eba0f88d1e68c0c9d1e76,
/// segment_anything/modeling/sam.py 28a9f5d7ab59def2d295a55ffda339ef6b149bd5 (pixel_mean and pixel_std [3, 1, 1], which the published files
/// lack, since the buffers are not persistent there).</para>
/// <para>Hugging Face's names: huggingface/transformers, src/transformers/models/sam/modeling_sam.py
/// 31d89483cd63662cf2a7718c3dddb3e137f9e6bb (modules), src/transformers/models/sam/configuration_sam.py
/// 053f59efe493c4f815f39f836494a1f2f73fbe0b (config.json), src/transformers/models/sam/convert_sam_to_hf.py
/// 09cb93d8890401636f6abd80b763671e755aa025 (sizes; the shared embedding in both places).</para>
/// </summary>
internal static class SamWeights
{
    private const int Width = 256, ImageSide = 1024, Patch = 16, Window = 14, MaskChannels = 16, MaskTokens = 4, FeedForward = 2048;

    private static readonly int[] ByB = [2, 5, 8, 11], ByL = [5, 11, 17, 23], ByH = [7, 15, 23, 31];

    /// <summary>Where the position encoding's matrix lies in Hugging Face's files.</summary>
    public enum Shared
    {
        /// <summary>At the model.</summary>
        Model,

        /// <summary>At the prompt encoder.</summary>
        PromptEncoder,

        /// <summary>At both.</summary>
        Both,
    }

    /// <summary>Width, depth, heads and global blocks of <c>vit_b</c>, <c>vit_l</c> or <c>vit_h</c>.</summary>
    public static (int Width, int Depth, int Heads, int[] Global) Size(string name) => name switch
    {
        "vit_b" => (768, 12, 12, ByB),
        "vit_l" => (1024, 24, 16, ByL),
        _ => (1280, 32, 16, ByH),
    };

    public static IReadOnlyList<PublishedWeight> OfMeta(string size, bool pixelStatistics = false)
    {
        var list = new WeightList();
        if (pixelStatistics)
        {
            list.Add("pixel_mean", 3, 1, 1);
            list.Add("pixel_std", 3, 1, 1);
        }

        ImageEncoder(list, size);
        PromptEncoderAndDecoder(list);
        return list.All;
    }

    /// <summary>What SAM and MobileSAM share.</summary>
    public static void PromptEncoderAndDecoder(WeightList list)
    {
        list.Add("prompt_encoder.pe_layer.positional_encoding_gaussian_matrix", 2, Width / 2);
        for (var i = 0; i < 4; i++)
        {
            list.Embedding($"prompt_encoder.point_embeddings.{i}", 1, Width);
        }

        list.Embedding("prompt_encoder.not_a_point_embed", 1, Width);
        list.Convolution("prompt_encoder.mask_downscaling.0", 1, MaskChannels / 4, 2);
        list.Norm("prompt_encoder.mask_downscaling.1", MaskChannels / 4);
        list.Convolution("prompt_encoder.mask_downscaling.3", MaskChannels / 4, MaskChannels, 2);
        list.Norm("prompt_encoder.mask_downscaling.4", MaskChannels);
        list.Convolution("prompt_encoder.mask_downscaling.6", MaskChannels, Width, 1);
        list.Embedding("prompt_encoder.no_mask_embed", 1, Width);

        Transformer(list, "norm");
        list.Embedding("mask_decoder.iou_token", 1, Width);
        list.Embedding("mask_decoder.mask_tokens", MaskTokens, Width);
        list.TransposedConvolution("mask_decoder.output_upscaling.0", Width, Width / 4, 2);
        list.Norm("mask_decoder.output_upscaling.1", Width / 4);
        list.TransposedConvolution("mask_decoder.output_upscaling.3", Width / 4, Width / 8, 2);
        for (var i = 0; i < MaskTokens; i++)
        {
            Perceptron(list, $"mask_decoder.output_hypernetworks_mlps.{i}", Width / 8, "layers.0", "layers.1", "layers.2");
        }

        Perceptron(list, "mask_decoder.iou_prediction_head", MaskTokens, "layers.0", "layers.1", "layers.2");
    }

    public static IReadOnlyList<PublishedWeight> OfHuggingFace(string size, Shared shared)
    {
        var (width, depth, heads, global) = Size(size);
        var list = new WeightList();
        if (shared != Shared.PromptEncoder)
        {
            list.Add("shared_image_embedding.positional_embedding", 2, Width / 2);
        }

        list.Add("vision_encoder.pos_embed", 1, ImageSide / Patch, ImageSide / Patch, width);
        list.Convolution("vision_encoder.patch_embed.projection", 3, width, Patch);
        for (var i = 0; i < depth; i++)
        {
            Block(list, $"vision_encoder.layers.{i}", "layer_norm", width, heads, global.Contains(i));
        }

        list.Convolution("vision_encoder.neck.conv1", width, Width, 1, bias: false);
        list.Norm("vision_encoder.neck.layer_norm1", Width);
        list.Convolution("vision_encoder.neck.conv2", Width, Width, 3, bias: false);
        list.Norm("vision_encoder.neck.layer_norm2", Width);

        if (shared != Shared.Model)
        {
            list.Add("prompt_encoder.shared_embedding.positional_embedding", 2, Width / 2);
        }

        list.Convolution("prompt_encoder.mask_embed.conv1", 1, MaskChannels / 4, 2);
        list.Convolution("prompt_encoder.mask_embed.conv2", MaskChannels / 4, MaskChannels, 2);
        list.Convolution("prompt_encoder.mask_embed.conv3", MaskChannels, Width, 1);
        list.Norm("prompt_encoder.mask_embed.layer_norm1", MaskChannels / 4);
        list.Norm("prompt_encoder.mask_embed.layer_norm2", MaskChannels);
        list.Embedding("prompt_encoder.no_mask_embed", 1, Width);
        for (var i = 0; i < 4; i++)
        {
            list.Embedding($"prompt_encoder.point_embed.{i}", 1, Width);
        }

        list.Embedding("prompt_encoder.not_a_point_embed", 1, Width);
        list.Embedding("mask_decoder.iou_token", 1, Width);
        list.Embedding("mask_decoder.mask_tokens", MaskTokens, Width);
        Transformer(list, "layer_norm");
        list.TransposedConvolution("mask_decoder.upscale_conv1", Width, Width / 4, 2);
        list.TransposedConvolution("mask_decoder.upscale_conv2", Width / 4, Width / 8, 2);
        list.Norm("mask_decoder.upscale_layer_norm", Width / 4);
        for (var i = 0; i < MaskTokens; i++)
        {
            Perceptron(list, $"mask_decoder.output_hypernetworks_mlps.{i}", Width / 8, "proj_in", "layers.0", "proj_out");
        }

        Perceptron(list, "mask_decoder.iou_prediction_head", MaskTokens, "proj_in", "layers.0", "proj_out");
        return list.All;
    }

    /// <summary>What <c>SamConfig.to_json_string</c> writes, as far as it is about the network.</summary>
    public static string ConfigOf(string size)
    {
        var (width, depth, heads, global) = Size(size);
        return $$"""
            {
              "architectures": ["SamModel"], "model_type": "sam", "initializer_range": 0.02,
              "mask_decoder_config": { "attention_downsample_rate": 2, "hidden_act": "relu", "hidden_size": 256, "iou_head_depth": 3,
                "iou_head_hidden_dim": 256, "layer_norm_eps": 1e-06, "mlp_dim": 2048, "model_type": "", "num_attention_heads": 8,
                "num_hidden_layers": 2, "num_multimask_outputs": 3 },
              "prompt_encoder_config": { "hidden_act": "gelu", "hidden_size": 256, "image_embedding_size": 64, "image_size": 1024,
                "layer_norm_eps": 1e-06, "mask_input_channels": 16, "model_type": "", "num_point_embeddings": 4, "patch_size": 16 },
              "vision_config": { "attention_dropout": 0.0, "global_attn_indexes": [{{string.Join(", ", global)}}], "hidden_act": "gelu",
                "hidden_size": {{width}}, "image_size": 1024, "initializer_range": 1e-10, "layer_norm_eps": 1e-06, "mlp_dim": {{4 * width}},
                "mlp_ratio": 4.0, "model_type": "", "num_attention_heads": {{heads}}, "num_channels": 3, "num_hidden_layers": {{depth}},
                "num_pos_feats": 128, "output_channels": 256, "patch_size": 16, "projection_dim": 512, "qkv_bias": true,
                "use_abs_pos": true, "use_rel_pos": true, "window_size": 14 }
            }
            """;
    }

    private static void ImageEncoder(WeightList list, string size)
    {
        var (width, depth, heads, global) = Size(size);
        list.Add("image_encoder.pos_embed", 1, ImageSide / Patch, ImageSide / Patch, width);
        list.Convolution("image_encoder.patch_embed.proj", 3, width, Patch);
        for (var i = 0; i < depth; i++)
        {
            Block(list, $"image_encoder.blocks.{i}", "norm", width, heads, global.Contains(i));
        }

        Neck(list, "image_encoder.neck", width);
    }

    /// <summary>The neck, which MobileSAM's encoder has too.</summary>
    public static void Neck(WeightList list, string name, int width)
    {
        list.Convolution($"{name}.0", width, Width, 1, bias: false);
        list.Norm($"{name}.1", Width);
        list.Convolution($"{name}.2", Width, Width, 3, bias: false);
        list.Norm($"{name}.3", Width);
    }

    private static void Block(WeightList list, string name, string norm, int width, int heads, bool isGlobal)
    {
        var rows = (2 * (isGlobal ? ImageSide / Patch : Window)) - 1;
        list.Norm($"{name}.{norm}1", width);
        list.Add($"{name}.attn.rel_pos_h", rows, width / heads);
        list.Add($"{name}.attn.rel_pos_w", rows, width / heads);
        list.Linear($"{name}.attn.qkv", width, 3 * width);
        list.Linear($"{name}.attn.proj", width, width);
        list.Norm($"{name}.{norm}2", width);
        list.Linear($"{name}.mlp.lin1", width, 4 * width);
        list.Linear($"{name}.mlp.lin2", 4 * width, width);
    }

    private static void Transformer(WeightList list, string norm)
    {
        for (var i = 0; i < 2; i++)
        {
            var name = $"mask_decoder.transformer.layers.{i}";
            Attention(list, $"{name}.self_attn", Width);
            Attention(list, $"{name}.cross_attn_token_to_image", Width / 2);
            Attention(list, $"{name}.cross_attn_image_to_token", Width / 2);
            list.Linear($"{name}.mlp.lin1", Width, FeedForward);
            list.Linear($"{name}.mlp.lin2", FeedForward, Width);
            for (var n = 1; n <= 4; n++)
            {
                list.Norm($"{name}.{norm}{n}", Width);
            }
        }

        Attention(list, "mask_decoder.transformer.final_attn_token_to_image", Width / 2);
        list.Norm($"mask_decoder.transformer.{norm}_final_attn", Width);
    }

    private static void Attention(WeightList list, string name, int inner)
    {
        list.Linear($"{name}.q_proj", Width, inner);
        list.Linear($"{name}.k_proj", Width, inner);
        list.Linear($"{name}.v_proj", Width, inner);
        list.Linear($"{name}.out_proj", inner, Width);
    }

    private static void Perceptron(WeightList list, string name, int outputs, params string[] maps)
    {
        list.Linear($"{name}.{maps[0]}", Width, Width);
        list.Linear($"{name}.{maps[1]}", Width, Width);
        list.Linear($"{name}.{maps[2]}", Width, outputs);
    }
}
