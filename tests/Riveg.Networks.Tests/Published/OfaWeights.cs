namespace Riveg.Networks.Tests.Published;

/// <summary>
/// The weights of OFA.
/// <para>Sizes: OFA-Sys/OFA, models/ofa/ofa.py 1a9a2c561a814c3a41c3782117f85002f63474b3 (tiny to huge). fairseq's names:
/// models/ofa/unify_transformer.py 0305cb7edd99b5e953aa1f2a3081e63bfd8394f6, models/ofa/unify_transformer_layer.py
/// 0305cb7edd99b5e953aa1f2a3081e63bfd8394f6, models/ofa/unify_multihead_attention.py 0c7f4c9f418f99e8088f92dcae26c44a85e6ea6d,
/// models/ofa/resnet.py 6422a95484f7344f9fa19ba2649e2a3ac5358de0; with scale_attn, scale_fc and scale_heads, as all published ones have.
/// Hugging Face's names: transformers/src/transformers/models/ofa/modeling_ofa.py 0535b6380b20a23185560d3cc27483db3b854ca1 and
/// configuration_ofa.py 219d11f2cf96e89874dd01b8deb0200315d153b3 there. Both were held against the names of the reference's own run,
/// <c>golden/ofa/name_map.json</c>, by a test.</para>
/// </summary>
internal static class OfaWeights
{
    private const int Vocabulary = 59457, Positions = 1026, Bucket = 42, TextBucket = 256;

    public static (int Width, int Encoder, int Decoder, int Heads, int[] Blocks) Size(string name) => name switch
    {
        "tiny" => (256, 4, 4, 4, [3, 4, 6]),
        "medium" => (512, 4, 4, 8, [3, 4, 23]),
        "base" => (768, 6, 6, 12, [3, 4, 23]),
        "large" => (1024, 12, 12, 16, [3, 8, 36]),
        "huge" => (1280, 24, 12, 16, [3, 8, 36]),

        // The reference's run, golden/ofa/ofa.json.
        _ => (64, 2, 2, 4, [2, 1, 1]),
    };

    public static IReadOnlyList<PublishedWeight> All(string name, bool isFairseq)
    {
        var (width, encoderLayers, decoderLayers, heads, blocks) = Size(name);
        var feedForward = name == "golden" ? 128 : 4 * width;
        var list = new WeightList();
        foreach (var (part, layers) in new[] { ("encoder", encoderLayers), ("decoder", decoderLayers) })
        {
            var isEncoder = part == "encoder";
            if (isFairseq)
            {
                list.Add($"{part}.version", 1);
            }

            list.Embedding($"{part}.embed_tokens", Vocabulary, width);
            list.Norm($"{part}.layernorm_embedding", width);
            if (isEncoder)
            {
                list.Embedding("encoder.type_embedding", 2, width);
                Pictures(list, blocks);
                list.Linear("encoder.image_proj", 1024, width);
                list.Norm("encoder.patch_layernorm_embedding", width);
            }

            list.Embedding($"{part}.embed_positions", Positions, width);
            list.Embedding($"{part}.embed_image_positions", (Bucket * Bucket) + 1, width);
            list.Norm($"{part}.pos_ln", width);
            list.Norm($"{part}.image_pos_ln", width);
            foreach (var map in isEncoder
                ? new[] { "pos_q_linear", "pos_k_linear" }
                : ["self_pos_q_linear", "self_pos_k_linear", "cross_pos_q_linear", "cross_pos_k_linear"])
            {
                list.Linear($"{part}.{map}", width, width);
            }

            if (!isEncoder)
            {
                list.Norm("decoder.code_layernorm_embedding", width);
            }

            for (var i = 0; i < layers; i++)
            {
                Layer(list, $"{part}.layers.{i}", isEncoder, isFairseq, width, feedForward, heads);
            }

            list.Norm($"{part}.layer_norm", width);
            if (!isEncoder)
            {
                list.Add("decoder.output_projection.weight", Vocabulary, width);
            }

            for (var i = 0; i < layers; i++)
            {
                list.Embedding($"{part}.token_rel_pos_table_list.{i}", (2 * TextBucket) - 1, heads);
                list.Embedding($"{part}.image_rel_pos_table_list.{i}", (((2 * Bucket) - 1) * ((2 * Bucket) - 1)) + 3, heads);
            }

            list.AddIntegers($"{part}.token_rp_bucket", 1024, 1024);
            list.AddIntegers($"{part}.image_rp_bucket", (Bucket * Bucket) + 1, (Bucket * Bucket) + 1);
        }

        list.AddIntegers("decoder.image_position_idx", 1026);
        return list.All;
    }

    /// <summary>Hugging Face's <c>config.json</c>.</summary>
    public static string ConfigOf(string name)
    {
        var (width, encoder, decoder, heads, blocks) = Size(name);
        var depth = blocks is [3, 4, 6] ? 50 : blocks is [3, 4, 23] ? 101 : 152;
        return $$"""
            {
              "architectures": ["OFAModel"], "model_type": "ofa", "activation_function": "gelu", "add_type_embedding": true,
              "attn_scale_factor": 2.0, "bos_token_id": 0, "code_image_size": 128, "code_layernorm_embedding": true, "d_model": {{width}},
              "decoder_attention_heads": {{heads}}, "decoder_ffn_dim": {{4 * width}}, "decoder_layers": {{decoder}},
              "decoder_normalize_before": true, "encoder_attention_heads": {{heads}}, "encoder_ffn_dim": {{4 * width}},
              "encoder_layers": {{encoder}}, "encoder_normalize_before": true, "entangle_position_embedding": false, "eos_token_id": 2,
              "image_bucket_size": 42, "is_encoder_decoder": true, "layernorm_embedding": true, "max_position_embeddings": 1024,
              "normformer": true, "pad_token_id": 1, "patch_layernorm_embedding": true, "resnet_type": "resnet{{depth}}",
              "scale_embedding": false, "share_decoder_input_output_embed": true, "token_bucket_size": 256, "vocab_size": 59457
            }
            """;
    }

    private static void Layer(WeightList list, string name, bool isEncoder, bool isFairseq, int width, int feedForward, int heads)
    {
        Attention(list, $"{name}.self_attn", width, heads);
        list.Norm($"{name}.{(!isFairseq ? "self_attn_mid_layer_norm" : isEncoder ? "attn_ln" : "self_attn_ln")}", width);
        list.Norm($"{name}.self_attn_layer_norm", width);
        if (!isEncoder)
        {
            Attention(list, $"{name}.{(isFairseq ? "encoder_attn" : "cross_attn")}", width, heads);
            list.Norm($"{name}.{(isFairseq ? "encoder_attn_layer_norm" : "cross_attn_layer_norm")}", width);
            list.Norm($"{name}.{(isFairseq ? "cross_attn_ln" : "cross_attn_mid_layer_norm")}", width);
        }

        list.Linear($"{name}.fc1", width, feedForward);
        list.Linear($"{name}.fc2", feedForward, width);
        list.Norm($"{name}.{(isFairseq ? "ffn_layernorm" : "ffn_layer_norm")}", feedForward);
        list.Norm($"{name}.final_layer_norm", width);
    }

    private static void Attention(WeightList list, string name, int width, int heads)
    {
        list.Add($"{name}.c_attn", heads);
        list.Linear($"{name}.k_proj", width, width);
        list.Linear($"{name}.v_proj", width, width);
        list.Linear($"{name}.q_proj", width, width);
        list.Linear($"{name}.out_proj", width, width);
    }

    private static void Pictures(WeightList list, int[] blocks)
    {
        const string Name = "encoder.embed_images";
        list.Convolution($"{Name}.conv1", 3, 64, 7, bias: false);
        list.BatchNorm($"{Name}.bn1", 64);
        var inputs = 64;
        for (var stage = 0; stage < blocks.Length; stage++)
        {
            var planes = 64 << stage;
            for (var i = 0; i < blocks[stage]; i++)
            {
                var block = $"{Name}.layer{stage + 1}.{i}";
                list.Convolution($"{block}.conv1", inputs, planes, 1, bias: false);
                list.BatchNorm($"{block}.bn1", planes);
                list.Convolution($"{block}.conv2", planes, planes, 3, bias: false);
                list.BatchNorm($"{block}.bn2", planes);
                list.Convolution($"{block}.conv3", planes, 4 * planes, 1, bias: false);
                list.BatchNorm($"{block}.bn3", 4 * planes);
                if (i == 0)
                {
                    list.Convolution($"{block}.downsample.0", inputs, 4 * planes, 1, bias: false);
                    list.BatchNorm($"{block}.downsample.1", 4 * planes);
                }

                inputs = 4 * planes;
            }
        }
    }
}
