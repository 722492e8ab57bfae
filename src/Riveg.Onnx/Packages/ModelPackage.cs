using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Riveg.Onnx.Store;

namespace Riveg.Onnx.Packages;

/// <summary>
/// Models as a package: whoever refers to it gets their files beside the program, in the folder where
/// <see cref="ModelStoreOptions.ProgramModels"/> looks, and the library that runs them. The same models give the same bytes.
/// </summary>
internal sealed class ModelPackage
{
    /// <summary>The folder of models beside a program and in the package.</summary>
    public const string Folder = "riveg-models";

    private const string Runner = "Riveg.Onnx";
    private const string Framework = "net10.0";
    private static readonly XNamespace Nuspec = "http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd";
    private static readonly XNamespace Types = "http://schemas.openxmlformats.org/package/2006/content-types";
    private static readonly XNamespace Relations = "http://schemas.openxmlformats.org/package/2006/relationships";

    // All files of all packages have this time.
    private static readonly DateTimeOffset Time = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string profile;
    private readonly IReadOnlyList<StoredModel> models;

    /// <summary>Makes a package of models.</summary>
    /// <param name="profile">The name of the profile that needs them.</param>
    /// <param name="models">All that it needs, each checked.</param>
    /// <exception cref="ModelStoreException">A model must not, or cannot, be passed on.</exception>
    public ModelPackage(string profile, IReadOnlyList<StoredModel> models)
    {
        this.profile = profile;
        this.models = models;
        foreach (var model in models.Select(m => m.Entry))
        {
            if (model.Files.Any(f => f.Sha256 is null))
            {
                throw new ModelStoreException(
                    $"Model '{model.Name}' has files whose hash Riveg does not know; "
                    + "such a model is fetched, and not passed on in a package.");
            }

            if (LicenseTexts.Of(model) is null)
            {
                throw new ModelStoreException(
                    $"Model '{model.Name}' is under {model.License}, whose text Riveg does not have to put beside it; "
                    + "such a model is fetched, and not passed on in a package.");
            }
        }
    }

    /// <summary>Such as <c>Riveg.Models.Light</c>.</summary>
    public string Id => $"Riveg.Models.{Identifier(profile)}";

    /// <summary>The version of Riveg, whose manifest the models are of.</summary>
    public static string Version { get; } = typeof(ModelPackage).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>What the package's file is called.</summary>
    public string FileName => $"{Id}.{Version}.nupkg";

    /// <summary>Writes the package.</summary>
    /// <param name="target">Gets the bytes; it stays open.</param>
    /// <param name="cancellationToken">Ends the work; what is written then is no package.</param>
    /// <exception cref="ModelStoreException">A file has changed since it was checked.</exception>
    public void Write(Stream target, CancellationToken cancellationToken)
    {
        using var archive = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true);
        Add(archive, "_rels/.rels", Relationships());
        Add(archive, $"{Id}.nuspec", Specification());
        Add(archive, "README.md", ReadMe());
        Add(archive, $"lib/{Framework}/_._", string.Empty);
        Add(archive, $"build/{Id}.targets", Targets());
        Add(archive, $"buildTransitive/{Id}.targets", Targets());
        foreach (var model in models)
        {
            Add(archive, $"{Folder}/{model.Entry.Name}/LICENSE.txt", LicenseTexts.Of(model.Entry)!);
            foreach (var file in model.Files)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Add(archive, model.Entry, file, cancellationToken);
            }
        }

        Add(archive, $"{Folder}/{profile.ToLowerInvariant()}.sha256.txt", Hashes());
        Add(archive, "[Content_Types].xml", ContentTypes());
    }

    // A profile of a file may be called anything; an id has letters, digits and dots.
    private static string Identifier(string name)
    {
        var plain = new string([.. name.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')]).Trim('-', '_');
        return plain.Length > 0 ? char.ToUpperInvariant(plain[0]) + plain[1..] : "Own";
    }

    private static void Add(ZipArchive archive, string path, string text)
    {
        using var stream = Open(archive, path);
        stream.Write(Encoding.UTF8.GetBytes(text));
    }

    private static void Add(ZipArchive archive, ModelEntry model, StoredFile file, CancellationToken cancellationToken)
    {
        using var source = File.OpenRead(file.Path!);
        using var target = Open(archive, $"{Folder}/{model.Name}/{file.File.Path}");
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 17];
        while (source.Read(buffer) is var read and > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, read);
            target.Write(buffer, 0, read);
        }

        if (Convert.ToHexStringLower(hash.GetHashAndReset()) != file.File.Sha256)
        {
            throw new ModelStoreException(
                $"Model '{model.Name}', file {file.File.Path} has changed while it was packed; run 'riveg models pull {model.Name}'.");
        }
    }

    private static Stream Open(ZipArchive archive, string path)
    {
        var entry = archive.CreateEntry(string.Join('/', path.Split('/').Select(Escape)), CompressionLevel.Optimal);
        entry.LastWriteTime = Time;
        return entry.Open();

        // Of a part's name; brackets are those of the list of types.
        static string Escape(string part) => part == "[Content_Types].xml" ? part : Uri.EscapeDataString(part);
    }

    private string Specification() => Text(new XElement(
        Nuspec + "package",
        new XElement(
            Nuspec + "metadata",
            new XElement(Nuspec + "id", Id),
            new XElement(Nuspec + "version", Version),
            new XElement(Nuspec + "authors", "Riveg contributors; the models are by those whom their licences name"),
            new XElement(Nuspec + "description", Description()),
            new XElement(Nuspec + "readme", "README.md"),
            new XElement(
                Nuspec + "license",
                new XAttribute("type", "expression"),
                string.Join(" AND ", models.Select(m => m.Entry.License).Distinct().Order(StringComparer.Ordinal))),
            new XElement(
                Nuspec + "dependencies",
                new XElement(
                    Nuspec + "group",
                    new XAttribute("targetFramework", Framework),
                    new XElement(Nuspec + "dependency", new XAttribute("id", Runner), new XAttribute("version", Version)))))));

    private string Description() =>
        $"The models of Riveg's profile {profile}, so that a program has them without a model store: "
        + $"{string.Join(", ", models.Select(m => m.Entry.Name))}.";

    private string ReadMe() =>
        $"""
        # {Id}

        {Description()} A program that refers to this package finds them in the folder `{Folder}` beside itself; each has its licence there.

        | model | licence | what for |
        |---|---|---|
        {string.Join('\n', models.Select(m => $"| {m.Entry.Name} | {m.Entry.License} | {m.Entry.Purpose} |"))}

        """.ReplaceLineEndings("\n");

    private string Hashes() => string.Concat(
        models.SelectMany(m => m.Files.Select(f => $"{f.File.Sha256}  {m.Entry.Name}/{f.File.Path}\n")));

    private static string Targets() => Text(new XElement(
        "Project",
        new XElement(
            "ItemGroup",
            new XElement(
                "None",
                new XAttribute("Include", $"$(MSBuildThisFileDirectory)../{Folder}/**/*"),
                new XAttribute("Link", $"{Folder}/%(RecursiveDir)%(Filename)%(Extension)"),
                new XAttribute("CopyToOutputDirectory", "PreserveNewest"),
                new XAttribute("Pack", "false"),
                new XAttribute("Visible", "false")))));

    private string Relationships() => Text(new XElement(
        Relations + "Relationships",
        new XElement(
            Relations + "Relationship",
            new XAttribute("Type", "http://schemas.microsoft.com/packaging/2010/07/manifest"),
            new XAttribute("Target", $"/{Id}.nuspec"),
            new XAttribute("Id", "R1"))));

    private string ContentTypes()
    {
        var extensions = models.SelectMany(m => m.Files).Select(f => Path.GetExtension(f.File.Path).TrimStart('.'))
            .Concat(["nuspec", "md", "_", "targets", "txt"]).Where(e => e.Length > 0).Distinct().Order(StringComparer.Ordinal);
        return Text(new XElement(
            Types + "Types",
            extensions.Select(e => Default(e, "application/octet")).Prepend(
                Default("rels", "application/vnd.openxmlformats-package.relationships+xml")),
            models.SelectMany(m => m.Files.Where(f => Path.GetExtension(f.File.Path).Length == 0), (m, f) => new XElement(
                Types + "Override",
                new XAttribute("PartName", $"/{Folder}/{m.Entry.Name}/{f.File.Path}"),
                new XAttribute("ContentType", "application/octet")))));

        static XElement Default(string extension, string type) => new(
            Types + "Default", new XAttribute("Extension", extension), new XAttribute("ContentType", type));
    }

    private static string Text(XElement root) => new XDeclaration("1.0", "utf-8", null) + "\n" + root.ToString().ReplaceLineEndings("\n");
}
