namespace Riveg.Networks.Architectures.Ofa;

/// <summary>The names of OFA's weights: Hugging Face's are asked for, fairseq's are found under them.</summary>
internal static class OfaNames
{
    private static readonly (string HuggingFace, string Fairseq)[] Renamed =
    [
        (".ffn_layer_norm.", ".ffn_layernorm."),
        (".cross_attn_mid_layer_norm.", ".cross_attn_ln."),
        (".cross_attn_layer_norm.", ".encoder_attn_layer_norm."),
        (".cross_attn.", ".encoder_attn."),
    ];

    /// <summary>fairseq's name for Hugging Face's.</summary>
    public static string OfFairseq(string name)
    {
        foreach (var (huggingFace, fairseq) in Renamed)
        {
            name = name.Replace(huggingFace, fairseq, StringComparison.Ordinal);
        }

        // The only name that encoder and decoder spell differently.
        var middle = name.StartsWith("encoder.", StringComparison.Ordinal) ? ".attn_ln." : ".self_attn_ln.";
        return name.Replace(".self_attn_mid_layer_norm.", middle, StringComparison.Ordinal);
    }

    /// <summary>
    /// Whether a weight may lie there unasked: what follows from the sizes, the words under their other names, and what draws pictures
    /// instead of reading them.
    /// </summary>
    public static bool IsUnused(string name) =>
        Unused.Contains(name)
        || name.EndsWith(".num_batches_tracked", StringComparison.Ordinal)
        || name.StartsWith("decoder.image_rel_pos_table_list.", StringComparison.Ordinal)
        || name.StartsWith("decoder.code_layernorm_embedding.", StringComparison.Ordinal)
        || name.StartsWith("decoder.image_pos_ln.", StringComparison.Ordinal);

    /// <summary>The table of words.</summary>
    public const string Words = "encoder.embed_tokens.weight";

    /// <summary>The words' other names; their numbers are those of <see cref="Words"/>.</summary>
    public static IReadOnlyList<string> TiedWords { get; } = ["decoder.embed_tokens.weight", "decoder.output_projection.weight"];

    private static readonly HashSet<string> Unused =
    [
        .. TiedWords,
        "encoder.version",
        "decoder.version",
        "encoder.token_rp_bucket",
        "encoder.image_rp_bucket",
        "decoder.token_rp_bucket",
        "decoder.image_rp_bucket",
        "decoder.image_position_idx",
        "decoder.embed_image_positions.weight",
    ];
}
