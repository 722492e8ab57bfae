using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Riveg.Cli.Tests.Pages;
using Riveg.TestKit;

namespace Riveg.Cli.Tests.Packages;

/// <summary>What <c>dotnet pack</c> makes.</summary>
[Collection(PackedFeedGroup.Name)]
public sealed partial class PackageTests(PackedFeed feed)
{
    internal const long MostBytesOfATool = 40_000_000;

    // The embedded source of a document in a portable PDB.
    private static readonly Guid EmbeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    private static readonly Dictionary<string, string[]> NativeFiles = new()
    {
        ["linux-x64"] = ["libSkiaSharp.so", "libe_sqlite3.so", "libonnxruntime.so", "libonnxruntime_providers_shared.so"],
        ["linux-arm64"] = ["libSkiaSharp.so", "libe_sqlite3.so", "libonnxruntime.so", "libonnxruntime_providers_shared.so"],
        ["win-x64"] = ["e_sqlite3.dll", "libSkiaSharp.dll", "onnxruntime.dll", "onnxruntime_providers_shared.dll"],
        ["osx-arm64"] = ["libSkiaSharp.dylib", "libe_sqlite3.dylib", "libonnxruntime.dylib"],
    };

    public static TheoryData<string> Platforms => [.. NativeFiles.Keys];

    public static TheoryData<string> LibraryIds => [.. PackedFeed.Libraries.Select(l => Path.GetFileNameWithoutExtension(l))];

    public static TheoryData<string> AllIds =>
        ["Riveg.Tool", .. NativeFiles.Keys.Select(p => $"Riveg.Tool.{p}"), .. LibraryIds.Select(d => d.Data)];

    [Fact]
    public void Pack_MakesThesePackagesAndNoOther() => Assert.Equal(
        AllIds.Select(d => $"{d.Data}.{PackedFeed.Version}.nupkg").Order(StringComparer.Ordinal),
        Directory.GetFiles(feed.Folder, "*.nupkg").Select(Path.GetFileName).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Platforms))]
    public void Tool_OfOnePlatform_IsSmallAndHoldsThatPlatformsNativeFilesAlone(string platform)
    {
        var path = feed.PathOf($"Riveg.Tool.{platform}");
        using var package = ZipFile.OpenRead(path);

        Assert.InRange(new FileInfo(path).Length, 1, MostBytesOfATool);
        var tools = $"tools/net10.0/{platform}/";
        string[] kinds = [".dll", ".so", ".dylib", ".json", ".xml"];
        var files = package.Entries.Where(e => e.FullName.StartsWith("tools/", StringComparison.Ordinal)).ToList();
        IEnumerable<string> OfKind(string kind) => files.Select(e => e.Name).Where(n => Path.GetExtension(n) == kind);
        Assert.All(files, e => Assert.Equal(tools + e.Name, e.FullName));
        Assert.All(files, e => Assert.Contains(Path.GetExtension(e.Name), kinds));
        Assert.Equal(["DotnetToolSettings.xml"], OfKind(".xml"));

        var natives = files.Select(e => (e.Name, Platform: NativePlatform(e))).Where(f => f.Platform is not null).ToList();
        Assert.Equal(
            NativeFiles[platform].Order(StringComparer.Ordinal),
            natives.Select(f => f.Name).Order(StringComparer.Ordinal));
        Assert.All(natives, f => Assert.Equal(platform, f.Platform));
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public void Tool_OfOnePlatform_BringsNoRuntimeAndTheLicencesOfWhatItBrings(string platform)
    {
        using var package = ZipFile.OpenRead(feed.PathOf($"Riveg.Tool.{platform}"));
        using var config = JsonDocument.Parse(Text(package, $"tools/net10.0/{platform}/riveg.runtimeconfig.json"));
        var framework = config.RootElement.GetProperty("runtimeOptions").GetProperty("framework");
        Assert.Equal("Microsoft.NETCore.App", framework.GetProperty("name").GetString());
        Assert.DoesNotContain(package.Entries, e => e.Name is "System.Private.CoreLib.dll" or "System.Runtime.dll");
        Assert.DoesNotContain(package.Entries, e => e.Name.Contains("hostfxr", StringComparison.Ordinal));

        var licences = package.Entries.Select(e => e.FullName).Where(n => n.StartsWith("licenses/", StringComparison.Ordinal)).ToList();
        foreach (var owner in new[] { "Microsoft.ML.OnnxRuntime", "SkiaSharp", "Polly.Core", "Riveg" })
        {
            var own = licences.Where(l => l.StartsWith($"licenses/{owner}/", StringComparison.Ordinal));
            Assert.Contains(own, l => l.Contains("LICENSE", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Tool_ThatPointsToThePlatforms_HoldsNothingElse()
    {
        using var package = ZipFile.OpenRead(feed.PathOf("Riveg.Tool"));
        var settings = XDocument.Parse(Text(package, "tools/any/any/DotnetToolSettings.xml"));
        Assert.Equal("riveg", Assert.Single(settings.Descendants("Command")).Attribute("Name")!.Value);
        Assert.Equal(
            NativeFiles.Keys.Select(p => (p, $"Riveg.Tool.{p}")).Order(),
            settings.Descendants("RuntimeIdentifierPackage")
                .Select(p => (p.Attribute("RuntimeIdentifier")!.Value, p.Attribute("Id")!.Value)).Order());
        Assert.DoesNotContain(package.Entries, e => e.Name.EndsWith(".dll", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(AllIds))]
    public void Package_HasWhatAReaderOfItsPageNeeds(string id)
    {
        using var package = ZipFile.OpenRead(feed.PathOf(id));
        var metadata = XDocument.Parse(Text(package, $"{id}.nuspec")).Root!.Elements().Single();
        string? Value(string name) => metadata.Elements().SingleOrDefault(e => e.Name.LocalName == name)?.Value;

        Assert.Equal(
            (id, PackedFeed.Version, "Apache-2.0", "README.md", "icon.png"),
            (Value("id"), Value("version"), Value("license"), Value("readme"), Value("icon")));
        Assert.Equal("expression", metadata.Elements().Single(e => e.Name.LocalName == "license").Attribute("type")!.Value);
        Assert.InRange(Value("description")!.Length, 40, 400);
        Assert.Contains("named-entity-recognition", Value("tags")!.Split(' '));
        Assert.Contains("CHANGELOG.md", Value("releaseNotes"));
        Assert.Contains("## [Unreleased]", Text(package, "CHANGELOG.md"));
        Assert.Contains("Apache License", Text(package, "LICENSE"));
        Assert.Contains("ark-tweet-nlp", Text(package, "NOTICE"));
        Assert.InRange(package.GetEntry("icon.png")!.Length, 500, 50_000);

        // A package's page has no folder beside it that a link could lead to.
        var readme = Text(package, "README.md");
        Assert.StartsWith("# ", readme, StringComparison.Ordinal);
        Assert.All(Link().Matches(readme), l => Assert.StartsWith("https://", l.Groups[1].Value, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(LibraryIds))]
    public void Library_HasDocsAndSymbolsWithTheSourcesInThem(string id)
    {
        using var package = ZipFile.OpenRead(feed.PathOf(id));
        var assembly = Assert.Single(package.Entries, e => e.Name.EndsWith(".dll", StringComparison.Ordinal));
        Assert.StartsWith("lib/net10.0/", assembly.FullName, StringComparison.Ordinal);
        Assert.NotNull(package.GetEntry(Path.ChangeExtension(assembly.FullName, ".xml")));

        using var symbols = ZipFile.OpenRead(feed.PathOf(id, ".snupkg"));
        using var pdb = Copy(symbols.GetEntry(Path.ChangeExtension(assembly.FullName, ".pdb"))!);
        using var provider = MetadataReaderProvider.FromPortablePdbStream(pdb);
        var reader = provider.GetMetadataReader();
        Assert.NotEmpty(reader.Documents);
        Assert.All(reader.Documents, handle =>
        {
            Assert.StartsWith("/_/", reader.GetString(reader.GetDocument(handle).Name), StringComparison.Ordinal);
            var about = reader.GetCustomDebugInformation(handle).Select(reader.GetCustomDebugInformation);
            Assert.Contains(about, i => reader.GetGuid(i.Kind) == EmbeddedSource);
        });
    }

    [Theory]
    [MemberData(nameof(LibraryIds))]
    public void Library_WantsTheOthersOfOursAtItsOwnVersion(string id)
    {
        using var package = ZipFile.OpenRead(feed.PathOf(id));
        var own = XDocument.Parse(Text(package, $"{id}.nuspec")).Descendants()
            .Where(e => e.Name.LocalName == "dependency" && e.Attribute("id")!.Value.StartsWith("Riveg", StringComparison.Ordinal))
            .ToList();
        Assert.Equal(id is "Riveg", own.Count == 0);
        Assert.All(own, d => Assert.Equal($"[{PackedFeed.Version}]", d.Attribute("version")!.Value));
    }

    [Fact]
    public async Task Pack_Twice_GivesTheSameBytes()
    {
        using var again = new TemporaryFolder("riveg-pack-");
        var project = PackedFeed.Libraries.First(l => Path.GetFileName(l) == "Riveg.Networks.csproj");

        // The bill tells what the last restore resolved, and another test of this checkout may have restored it for one platform.
        await PackedFeed.SucceedAsync(SharedFolder.RepositoryRoot, "dotnet", "restore", project);
        await PackedFeed.SucceedAsync(
            SharedFolder.RepositoryRoot, "dotnet", "pack", project, "-c", "Release", "--no-build", "-o", again.Path);
        var files = new DirectoryInfo(again.Path).GetFiles();
        foreach (var file in files)
        {
            var first = File.ReadAllBytes(Path.Combine(feed.Folder, file.Name));
            Assert.True(File.ReadAllBytes(file.FullName).AsSpan().SequenceEqual(first), $"{file.Name} came out otherwise");
        }

        Assert.Equal([".json", ".nupkg", ".snupkg"], files.Select(f => f.Extension).Order());
    }

    [Fact]
    public void Library_HoldsABillOfMaterialsThatNamesWhatItBrings()
    {
        using var package = ZipFile.OpenRead(feed.PathOf("Riveg.LanguageModels"));
        var text = Text(package, "_manifest/bom.cdx.json");
        using var bill = JsonDocument.Parse(text);
        var components = bill.RootElement.GetProperty("components").EnumerateArray().ToDictionary(c => c.GetProperty("name").GetString()!);

        // Every direct dependency of every project that the package needs, at the version that is stated centrally.
        var versions = XDocument.Load(Path.Combine(SharedFolder.RepositoryRoot, "Directory.Packages.props"))
            .Descendants("PackageVersion")
            .ToDictionary(v => v.Attribute("Include")!.Value, v => v.Attribute("Version")!.Value);
        foreach (var project in new[] { "Riveg", "Riveg.LanguageModels" })
        {
            var file = Path.Combine(SharedFolder.RepositoryRoot, "src", project, $"{project}.csproj");
            var references = XDocument.Load(file).Descendants("PackageReference").Select(r => r.Attribute("Include")!.Value);
            Assert.All(references, r => Assert.Equal(versions[r], components[r].GetProperty("version").GetString()));
        }

        Assert.Contains("Riveg", components.Keys);
        Assert.DoesNotContain("Meziantou.Analyzer", components.Keys);
        Assert.Equal("MIT", components["SkiaSharp"].GetProperty("licenses")[0].GetProperty("expression").GetString());
        Assert.NotEmpty(components["SkiaSharp"].GetProperty("properties")[0].GetProperty("value").GetString()!);
        var known = components.Values.Select(c => c.GetProperty("bom-ref").GetString()).Append(Self(bill)).ToHashSet();
        Assert.All(bill.RootElement.GetProperty("dependencies").EnumerateArray(), d =>
        {
            Assert.Contains(d.GetProperty("ref").GetString(), known);
            Assert.All(d.GetProperty("dependsOn").EnumerateArray(), on => Assert.Contains(on.GetString(), known));
        });
        Assert.Equal(text, File.ReadAllText(feed.PathOf("Riveg.LanguageModels", ".cdx.json")));
    }

    [Theory]
    [MemberData(nameof(AllIds))]
    public void Package_HasABillOfMaterialsOfItsOwn(string id)
    {
        using var package = ZipFile.OpenRead(feed.PathOf(id));
        using var bill = JsonDocument.Parse(Text(package, "_manifest/bom.cdx.json"));
        Assert.Equal($"pkg:nuget/{id}@{PackedFeed.Version}", Self(bill));
        Assert.True(File.Exists(feed.PathOf(id, ".cdx.json")));
    }

    [Fact]
    public void ReadmeOfTheLibrary_HasTheProgramOfTheRepositorys() => Assert.Contains(
        Assert.Single(Readme.Blocks("README.md", "In a program", "csharp")),
        File.ReadAllText(Path.Combine(SharedFolder.RepositoryRoot, "src", "Riveg", "README.md")).ReplaceLineEndings("\n"));

    private static string? Self(JsonDocument bill) =>
        bill.RootElement.GetProperty("metadata").GetProperty("component").GetProperty("bom-ref").GetString();

    private static string Text(ZipArchive package, string path)
    {
        using var reader = new StreamReader(package.GetEntry(path)!.Open(), Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static MemoryStream Copy(ZipArchiveEntry entry)
    {
        var copy = new MemoryStream();
        using (var stream = entry.Open())
        {
            stream.CopyTo(copy);
        }

        copy.Position = 0;
        return copy;
    }

    // By what the file says itself; null for a managed assembly and what is no program at all.
    private static string? NativePlatform(ZipArchiveEntry entry)
    {
        using var content = Copy(entry);
        var head = content.GetBuffer().AsSpan(0, (int)Math.Min(content.Length, 20));
        if (head.StartsWith("\u007FELF"u8))
        {
            return BitConverter.ToUInt16(head[18..]) switch
            {
                0x3E => "linux-x64",
                0xB7 => "linux-arm64",
                var other => $"linux, machine {other}",
            };
        }

        if (head.StartsWith("MZ"u8))
        {
            using var image = new PEReader(content);
            return image.HasMetadata ? null
                : image.PEHeaders.CoffHeader.Machine == Machine.Amd64 ? "win-x64" : $"windows, {image.PEHeaders.CoffHeader.Machine}";
        }

        // Mach-O: for one processor, or several of them in one file.
        return BitConverter.ToUInt32(head) switch
        {
            0xFEEDFACF => BitConverter.ToUInt32(head[4..]) == 0x0100000C ? "osx-arm64" : "macOS, another processor",
            0xBEBAFECA => HasSliceForArm64(content.GetBuffer()) ? "osx-arm64" : "macOS, other processors",
            _ => null,
        };
    }

    private static bool HasSliceForArm64(byte[] file) =>
        Enumerable.Range(0, file[7]).Any(i => file.AsSpan(8 + (20 * i), 4).SequenceEqual((byte[])[1, 0, 0, 0x0C]));

    [GeneratedRegex(@"\]\(([^)]*)\)")]
    private static partial Regex Link();
}
