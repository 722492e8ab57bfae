using Riveg.Posts;

namespace Riveg.Rendering;

/// <summary>
/// One stable colour for each entity type. The four coarse types have colours that people with a colour-vision deficiency can tell apart
/// (Okabe and Ito, "Color Universal Design"); any other type gets a colour from its name alone, the same in every run and on every machine.
/// </summary>
internal static class EntityPalette
{
    private const uint FnvOffset = 2166136261;
    private const uint FnvPrime = 16777619;

    private static readonly Dictionary<EntityType, EntityColor> Coarse = new()
    {
        [EntityType.Person] = new(0xD5, 0x5E, 0x00),
        [EntityType.Location] = new(0x00, 0x9E, 0x73),
        [EntityType.Organization] = new(0x00, 0x72, 0xB2),
        [EntityType.Other] = new(0xCC, 0x79, 0xA7),
    };

    /// <summary>The colour of a type; types whose names differ only in case share it.</summary>
    public static EntityColor ColorOf(EntityType type) => Coarse.TryGetValue(type, out var color) ? color : FromName(type.Name);

    // The hash decides hue and lightness; saturation is fixed, so that no type looks greyed out.
    private static EntityColor FromName(string name)
    {
        var hash = Hash(name.ToUpperInvariant());
        double hue = hash % 360;
        var lightness = 0.36 + (0.08 * (hash / 360 % 4));
        return FromHsl(hue, 0.65, lightness);
    }

    // FNV-1a: string.GetHashCode differs from run to run.
    private static uint Hash(string text)
    {
        var hash = FnvOffset;
        foreach (var unit in text)
        {
            hash = unchecked((hash ^ unit) * FnvPrime);
        }

        return hash ^ (hash >> 15);
    }

    private static EntityColor FromHsl(double hue, double saturation, double lightness)
    {
        var amplitude = saturation * Math.Min(lightness, 1 - lightness);
        byte Channel(double n)
        {
            var k = (n + (hue / 30)) % 12;
            return (byte)Math.Round(255 * (lightness - (amplitude * Math.Max(-1, Math.Min(Math.Min(k - 3, 9 - k), 1)))));
        }

        return new(Channel(0), Channel(8), Channel(4));
    }
}
