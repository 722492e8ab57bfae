using Riveg.Recognition.Reading;

namespace Riveg.Builtin.Learning;

/// <summary>
/// The one hasher of features: a template with its values becomes 32 bits, as words do (<see cref="WordHash"/>). What both give is part of
/// the model's format: whoever changes one changes the <see cref="Name"/>, and all models are trained anew.
/// </summary>
internal static class FeatureHash
{
    /// <summary>Names what is computed here; it is part of <see cref="FeatureRegister.Fingerprint"/>.</summary>
    public const string Name = "FNV over UTF-16, mixed by 64-bit products";

    /// <summary>A feature of one value.</summary>
    public static uint Of(Template template, uint value) => Mix((uint)template, value);

    /// <summary>The feature that two values occur together; their order matters.</summary>
    public static uint Of(Template template, uint a, uint b) => Mix(Of(template, a), b);

    /// <summary>The feature that three values occur together.</summary>
    public static uint Of(Template template, uint a, uint b, uint c) => Mix(Of(template, a, b), c);

    /// <summary>The feature that four values occur together.</summary>
    public static uint Of(Template template, uint a, uint b, uint c, uint d) => Mix(Of(template, a, b, c), d);

    private static uint Mix(uint a, uint b)
    {
        var h = (ulong)(a ^ 0x9E3779B9u) * 0x9E3779B97F4A7C15ul;
        h ^= (b + 0x7F4A7C15ul) * 0xC2B2AE3D27D4EB4Ful;
        h ^= h >> 29;
        h *= 0xBF58476D1CE4E5B9ul;
        return (uint)(h >> 32);
    }
}
