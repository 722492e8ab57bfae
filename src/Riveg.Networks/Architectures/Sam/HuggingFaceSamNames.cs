using System.Text.RegularExpressions;

namespace Riveg.Networks.Architectures.Sam;

/// <summary>
/// The names that SAM's weights have in Hugging Face's library, from Meta's names (huggingface/transformers,
/// src/transformers/models/sam/convert_sam_to_hf.py at 09cb93d8890401636f6abd80b763671e755aa025).
/// </summary>
internal static partial class HuggingFaceSamNames
{
    /// <summary>The matrix of the position encoding as the whole model holds it; the prompt encoder's is the same tensor.</summary>
    public const string SharedEmbedding = "shared_image_embedding.positional_embedding";

    /// <summary>The same as the prompt encoder holds it. Files have one of the two, or both.</summary>
    public const string PromptEmbedding = "prompt_encoder.shared_embedding.positional_embedding";

    private const string Matrix = "prompt_encoder.pe_layer.positional_encoding_gaussian_matrix";

    private static readonly (string Ours, string Theirs)[] Parts = [
        ("image_encoder.blocks.", "vision_encoder.layers."),
        ("image_encoder.patch_embed.proj.", "vision_encoder.patch_embed.projection."),
        ("image_encoder.neck.0.", "vision_encoder.neck.conv1."),
        ("image_encoder.neck.1.", "vision_encoder.neck.layer_norm1."),
        ("image_encoder.neck.2.", "vision_encoder.neck.conv2."),
        ("image_encoder.neck.3.", "vision_encoder.neck.layer_norm2."),
        ("image_encoder.", "vision_encoder."),
        ("mask_decoder.output_upscaling.0.", "mask_decoder.upscale_conv1."),
        ("mask_decoder.output_upscaling.1.", "mask_decoder.upscale_layer_norm."),
        ("mask_decoder.output_upscaling.3.", "mask_decoder.upscale_conv2."),
        ("prompt_encoder.mask_downscaling.0.", "prompt_encoder.mask_embed.conv1."),
        ("prompt_encoder.mask_downscaling.1.", "prompt_encoder.mask_embed.layer_norm1."),
        ("prompt_encoder.mask_downscaling.3.", "prompt_encoder.mask_embed.conv2."),
        ("prompt_encoder.mask_downscaling.4.", "prompt_encoder.mask_embed.layer_norm2."),
        ("prompt_encoder.mask_downscaling.6.", "prompt_encoder.mask_embed.conv3."),
        ("prompt_encoder.point_embeddings.", "prompt_encoder.point_embed."),
    ];

    /// <summary>Whether a name is one of theirs and none of Meta's.</summary>
    public static bool IsTheirs(string name) => name.StartsWith("vision_encoder.", StringComparison.Ordinal);

    /// <summary>The name there, with the position encoding where the whole model holds it; the same name where it has no other.</summary>
    public static string Of(string name)
    {
        if (name == Matrix)
        {
            return SharedEmbedding;
        }

        var part = Array.Find(Parts, p => name.StartsWith(p.Ours, StringComparison.Ordinal));
        var renamed = part.Ours is null ? name : part.Theirs + name[part.Ours.Length..];
        renamed = Norm().Replace(renamed, ".layer_norm");

        // Three maps of a perceptron: the first, the last, and a list of those between.
        return Perceptron().Replace(renamed, m => m.Groups["map"].ValueSpan switch
        {
            "0" => $"{m.Groups["head"].Value}.proj_in.",
            "1" => $"{m.Groups["head"].Value}.layers.0.",
            _ => $"{m.Groups["head"].Value}.proj_out.",
        });
    }

    /// <summary>The name there, with the position encoding where the prompt encoder holds it.</summary>
    public static string InPromptEncoder(string name) => name == Matrix ? PromptEmbedding : name;

    [GeneratedRegex(@"(?<=\.(layers\.[0-9]+|transformer))\.norm(?=[0-9_])")]
    private static partial Regex Norm();

    [GeneratedRegex(@"(?<head>mask_decoder\.(iou_prediction_head|output_hypernetworks_mlps\.[0-9]+))\.layers\.(?<map>[0-2])\.")]
    private static partial Regex Perceptron();
}
