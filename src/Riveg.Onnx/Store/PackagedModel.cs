using System.Reflection;
using System.Security.Cryptography;
using Riveg.Faults;
using Riveg.Networks.Conversion;

namespace Riveg.Onnx.Store;

/// <summary>
/// A model that lies inside this package: nobody fetches it, and no file of it is on the disk. Immutable; nothing is read before it is
/// asked for.
/// </summary>
internal sealed class PackagedModel
{
    /// <summary>The name of the small tagger.</summary>
    public const string TaggerName = "riveg-tagger";

    private const string Folder = "Riveg.Onnx.Recognition.Tagger.";

    private readonly Func<string, Stream?> open;

    public PackagedModel(string name, string purpose, string license, Func<string, Stream?> open)
    {
        Name = name;
        Purpose = purpose;
        License = license;
        this.open = open;
    }

    /// <summary>The small tagger of the profile <c>light</c>.</summary>
    public static PackagedModel Tagger { get; } = new(
        TaggerName,
        "small neural tagger: names in posts, in profile light",
        "Apache-2.0",
        file => Assembly.GetExecutingAssembly().GetManifestResourceStream(Folder + file));

    /// <summary>The models that this package is made to have inside.</summary>
    public static IReadOnlyList<PackagedModel> All { get; } = [Tagger];

    /// <summary>Those of them that this build has.</summary>
    public static IEnumerable<PackagedModel> Present => All.Where(m => m.MissingReason is null);

    /// <summary>The name in profiles and on the command line.</summary>
    public string Name { get; }

    /// <summary>What it is for, in a few words.</summary>
    public string Purpose { get; }

    /// <summary>The licence's SPDX name.</summary>
    public string License { get; }

    /// <summary>The sum of the files' sizes in bytes.</summary>
    /// <exception cref="StageUnavailableException">This build does not have it.</exception>
    /// <exception cref="InvalidDataException">The package is damaged.</exception>
    public long Size => Files().Sum(f => f.Bytes);

    /// <summary>Why a build does not have it; null where it is there. One of ours always has it.</summary>
    public string? MissingReason
    {
        get
        {
            using var stream = Open(ModelDescription.FileName);
            return stream is not null
                ? null
                : $"This build of Riveg.Onnx has no {Name}; make one with 'riveg train tagger' and name its folder as the stage's "
                    + "\"model\", or build again with its files in src/Riveg.Onnx/Recognition/Tagger.";
        }
    }

    /// <summary>Lets builds pass that have it.</summary>
    /// <exception cref="StageUnavailableException">This one does not; the message says what to do.</exception>
    public void RequirePresent()
    {
        if (MissingReason is { } missing)
        {
            throw new StageUnavailableException(missing);
        }
    }

    /// <summary>Finds a model by name, ignoring case, whether this build has it or not; null where none of ours has that name.</summary>
    /// <param name="name">The name.</param>
    public static PackagedModel? Find(string name) => All.FirstOrDefault(m => m.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Its files as they were made, with the file that describes them first.</summary>
    /// <exception cref="StageUnavailableException">This build does not have it.</exception>
    /// <exception cref="InvalidDataException">The package is damaged.</exception>
    public IReadOnlyList<ConvertedFile> Files()
    {
        RequirePresent();
        using var stream = Open(ModelDescription.FileName)!;
        var json = new byte[stream.Length];
        stream.ReadExactly(json);
        var own = new ConvertedFile(
            ModelDescription.FileName, json.Length, Convert.ToHexStringLower(SHA256.HashData(json)));
        return [own, .. ModelDescription.Parse(json, $"{Name}/{ModelDescription.FileName}").Files ?? []];
    }

    /// <summary>Reads a file and says what it is.</summary>
    /// <param name="file">Its name.</param>
    /// <returns>Its SHA-256 in lower-case hexadecimal digits; null where it is missing.</returns>
    public string? Hash(string file)
    {
        using var stream = Open(file);
        return stream is null ? null : Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>Opens a file; null where the package has none of that name.</summary>
    public Stream? Open(string file) => open(file);
}
