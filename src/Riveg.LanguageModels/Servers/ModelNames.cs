using System.Text.RegularExpressions;

namespace Riveg.LanguageModels.Servers;

/// <summary>What a model's name tells where its server tells nothing.</summary>
internal static partial class ModelNames
{
    /// <summary>Whether models of such a name take pictures.</summary>
    public static bool SoundsLikeVision(string name) => Vision().IsMatch(name);

    /// <summary>Whether models of such a name were trained to say places.</summary>
    public static bool SoundsTrainedToPlace(string name) => Placing().IsMatch(name);

    /// <summary>Whether a model of such a name is of Qwen's picture models.</summary>
    public static bool IsQwenVision(string name) => name.Contains("qwen", StringComparison.OrdinalIgnoreCase) && SoundsLikeVision(name);

    /// <summary>Whether models of such a name make embeddings alone.</summary>
    public static bool SoundsLikeEmbedding(string name) => name.Contains("embed", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(
        @"vl(?![a-z])|vlm|vision|llava|pixtral|minicpm-?[vo]|moondream|gemma-?[34]|omni|multimodal|smolvlm|ovis|molmo",
        RegexOptions.IgnoreCase)]
    private static partial Regex Vision();

    [GeneratedRegex(@"qwen|internvl", RegexOptions.IgnoreCase)]
    private static partial Regex Placing();
}
