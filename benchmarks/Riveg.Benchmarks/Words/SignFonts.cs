using SkiaSharp;

namespace Riveg.Benchmarks.Words;

/// <summary>The twenty fonts in which names are drawn, of Debian's packages; chosen before anything was read.</summary>
internal static class SignFonts
{
    private const string Folder = "/usr/share/fonts";

    private static readonly (string Package, string File)[] All =
    [
        ("fonts-dejavu-core", "DejaVuSans-Bold.ttf"),
        ("fonts-dejavu-core", "DejaVuSerif.ttf"),
        ("fonts-liberation", "LiberationSans-Bold.ttf"),
        ("fonts-liberation", "LiberationSerif-Regular.ttf"),
        ("fonts-freefont-ttf", "FreeSansBold.ttf"),
        ("fonts-lato", "Lato-Regular.ttf"),
        ("fonts-lato", "Lato-Black.ttf"),
        ("fonts-roboto-unhinted", "Roboto-Regular.ttf"),
        ("fonts-open-sans", "OpenSans-Bold.ttf"),
        ("fonts-crosextra-carlito", "Carlito-Regular.ttf"),
        ("fonts-crosextra-caladea", "Caladea-Bold.ttf"),
        ("fonts-comfortaa", "Comfortaa-Bold.ttf"),
        ("fonts-quicksand", "Quicksand-Medium.ttf"),
        ("fonts-bebas-neue", "BebasNeue-Regular.otf"),
        ("fonts-cabin", "Cabin-Bold.otf"),
        ("fonts-play", "Play-Bold.ttf"),
        ("fonts-dosis", "Dosis-SemiBold.otf"),
        ("fonts-courier-prime", "Courier Prime Bold.otf"),
        ("fonts-linuxlibertine", "LinLibertine_R.otf"),
        ("fonts-lobster", "lobster.otf"),
    ];

    /// <summary>Loads them.</summary>
    /// <exception cref="FileNotFoundException">Some are missing; the message names the command that brings them.</exception>
    public static IReadOnlyList<SKTypeface> Load()
    {
        var files = Directory.Exists(Folder)
            ? Directory.EnumerateFiles(Folder, "*.?tf", SearchOption.AllDirectories)
                .GroupBy(f => Path.GetFileName(f)).ToDictionary(g => g.Key, g => g.Order(StringComparer.Ordinal).First())
            : [];
        var missing = All.Where(f => !files.ContainsKey(f.File)).ToList();
        return missing.Count == 0
            ? [.. All.Select(f => SKTypeface.FromFile(files[f.File]))]
            : throw new FileNotFoundException(
                $"{missing.Count} of the {All.Length} fonts are not below {Folder} ({string.Join(", ", missing.Select(m => m.File))}); "
                + $"run 'apt-get install {string.Join(' ', missing.Select(m => m.Package).Distinct())}'.");
    }
}
