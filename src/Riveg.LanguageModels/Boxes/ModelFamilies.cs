using System.Text.RegularExpressions;

namespace Riveg.LanguageModels.Boxes;

/// <summary>Which models write their boxes how, by their names. Qwen3-VL went back to 0..1000, so the version matters.</summary>
public static partial class ModelFamilies
{
    private static readonly (Regex Name, BoxConvention Convention)[] Families =
    [
        (Qwen25(), BoxConvention.Pixels),
        (Thousandths(), BoxConvention.Thousandths),
        (Gemini(), BoxConvention.Gemini),
        (Florence(), BoxConvention.Florence),
        (PaliGemma(), BoxConvention.PaliGemma),
    ];

    /// <summary>The convention of a model; <see cref="BoxConvention.Thousandths"/>, the commonest, where the name is not known.</summary>
    public static BoxConvention ConventionOf(string model) =>
        Array.Find(Families, f => f.Name.IsMatch(model)).Convention ?? BoxConvention.Thousandths;

    [GeneratedRegex(@"qwen[-_ ]?2[._]5[-_ ]?(vl|omni)", RegexOptions.IgnoreCase)]
    private static partial Regex Qwen25();

    [GeneratedRegex(@"qwen|internvl", RegexOptions.IgnoreCase)]
    private static partial Regex Thousandths();

    [GeneratedRegex(@"gemini", RegexOptions.IgnoreCase)]
    private static partial Regex Gemini();

    [GeneratedRegex(@"florence", RegexOptions.IgnoreCase)]
    private static partial Regex Florence();

    [GeneratedRegex(@"paligemma", RegexOptions.IgnoreCase)]
    private static partial Regex PaliGemma();
}
