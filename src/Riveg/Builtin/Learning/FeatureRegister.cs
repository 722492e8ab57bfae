using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Riveg.Builtin.Learning;

/// <summary>
/// What all features are made of, as one number: a model is of use only where features are made as they were when it was trained.
/// </summary>
internal static class FeatureRegister
{
    /// <summary>
    /// The SHA-256 over the hasher's name and the number and name of each <see cref="Template"/>, in the order of the numbers.
    /// </summary>
    public static byte[] Fingerprint { get; } = Compute(FeatureHash.Name, Enum.GetValues<Template>().Select(t => ((uint)t, t.ToString())));

    /// <summary>The fingerprint of a hasher and templates.</summary>
    public static byte[] Compute(string hasher, IEnumerable<(uint Number, string Name)> templates)
    {
        var text = new StringBuilder(hasher);
        foreach (var (number, name) in templates)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{number} {name}");
        }

        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
