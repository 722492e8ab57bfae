using System.IO.Compression;
using System.Xml.Linq;
using Riveg.Faults;
using Riveg.Onnx.Packages;
using Riveg.Onnx.Store;
using Riveg.Onnx.Tests.Store;

namespace Riveg.Onnx.Tests.Packages;

/// <summary>Models as a package, and as what lies beside a program.</summary>
public sealed class ModelPackageTests : IDisposable
{
    private static readonly byte[] Weights = StoreFixture.Bytes(50_000, 1);
    private static readonly byte[] Words = StoreFixture.Bytes(300, 2);

    private readonly TemporaryFolder folder = new("riveg-package-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Beside => Path.Combine(folder.Path, "program", ModelPackage.Folder);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Write_Twice_GivesTheSameBytes()
    {
        var package = new ModelPackage("light", [await StoredAsync()]);
        Assert.Equal(Bytes(package), Bytes(package));
    }

    [Fact]
    public async Task Write_Models_HoldsThemWithHashesLicencesAndWhatBringsThemBesideAProgram()
    {
        var package = new ModelPackage("light", [await StoredAsync()]);
        Assert.Equal($"Riveg.Models.Light.{ModelPackage.Version}.nupkg", package.FileName);
        using var archive = new ZipArchive(new MemoryStream(Bytes(package)));
        Assert.Equal(Weights, Read(archive, "riveg-models/toy/onnx/weights.onnx"));
        Assert.Equal(Words, Read(archive, "riveg-models/toy/words.txt"));
        Assert.Equal(
            $"{StoreFixture.Sha256(Weights)}  toy/onnx/weights.onnx\n{StoreFixture.Sha256(Words)}  toy/words.txt\n",
            Text(archive, "riveg-models/light.sha256.txt"));
        var licence = Text(archive, "riveg-models/toy/LICENSE.txt");
        Assert.Contains("Copyright (c) 2026 Toymaker", licence, StringComparison.Ordinal);
        Assert.Contains("Permission is hereby granted, free of charge", licence, StringComparison.Ordinal);
        Assert.DoesNotContain("{copyright}", licence, StringComparison.Ordinal);

        var specification = XDocument.Parse(Text(archive, "Riveg.Models.Light.nuspec"));
        string Value(string name) => specification.Descendants().Single(e => e.Name.LocalName == name).Value;
        Assert.Equal(
            ("Riveg.Models.Light", ModelPackage.Version, "MIT", "README.md"),
            (Value("id"), Value("version"), Value("license"), Value("readme")));
        var dependency = specification.Descendants().Single(e => e.Name.LocalName == "dependency");
        Assert.Equal(
            ("Riveg.Onnx", ModelPackage.Version), (dependency.Attribute("id")!.Value, dependency.Attribute("version")!.Value));
        var targets = Text(archive, "buildTransitive/Riveg.Models.Light.targets");
        Assert.Contains("../riveg-models/**/*", targets, StringComparison.Ordinal);
        Assert.Equal(targets, Text(archive, "build/Riveg.Models.Light.targets"));
        Assert.All(archive.Entries, e => Assert.Equal(2026, e.LastWriteTime.Year));
    }

    [Fact]
    public async Task Write_AFileThatChangedSinceItWasChecked_IsRefused()
    {
        var model = await StoredAsync();
        File.WriteAllBytes(model.Files[0].Path!, Words);
        var fault = Assert.Throws<ModelStoreException>(() => Bytes(new ModelPackage("light", [model])));
        Assert.Equal("Model 'toy', file onnx/weights.onnx has changed while it was packed; run 'riveg models pull toy'.", fault.Message);
    }

    [Fact]
    public async Task Package_OfAModelThatMustNotBePassedOn_IsRefused()
    {
        var model = await StoredAsync();
        Assert.Contains("is under CC-BY-NC-4.0, whose text Riveg does not have", Refused(model.Entry with { License = "CC-BY-NC-4.0" }));
        Assert.Contains("is under MIT, whose text Riveg does not have", Refused(model.Entry with { Copyright = null }));
        Assert.Contains("has files whose hash Riveg does not know", Refused(model.Entry with { Files = [new ModelFile("a")] }));

        string Refused(ModelEntry entry) =>
            Assert.Throws<ModelStoreException>(() => new ModelPackage("light", [model with { Entry = entry }])).Message;
    }

    [Theory]
    [InlineData("my own profile!", "Riveg.Models.Myownprofile")]
    [InlineData("../..", "Riveg.Models.Own")]
    public void Id_OfAnyProfile_IsOne(string profile, string expected) => Assert.Equal(expected, new ModelPackage(profile, []).Id);

    [Fact]
    public void BuiltIn_ModelsOfLight_MayAllBePassedOn() => Assert.All(
        ["ultraface", "picodet-s", "ppocr-en", "sinet", "yolox-nano", "fastestdet"],
        n => Assert.Contains($"Licence: {ModelManifest.BuiltIn.Get(n).License}", LicenseTexts.Of(ModelManifest.BuiltIn.Get(n))!));

    [Fact]
    public async Task Store_ModelsBesideTheProgram_AreThereWithoutAnything()
    {
        Unpack(new ModelPackage("light", [await StoredAsync()]));
        using var store = Open("elsewhere");
        var model = await store.PullAsync("toy", cancellationToken: Cancel);
        Assert.All(model.Files, f => Assert.StartsWith(Beside, f.Path!, StringComparison.Ordinal));
        Assert.Equal(Path.Combine(Beside, "toy"), await new ModelLocator(store).LocateAsync("toy", folder.Path, Cancel));
        Assert.All((await store.VerifyAsync("toy", Cancel)).Files, f => Assert.Equal(StoredFileState.Verified, f.State));
        Assert.False(Directory.Exists(Path.Combine(folder.Path, "elsewhere")));
        Assert.False(store.Remove("toy"));
        Assert.True(store.Find("toy").IsUsable);
    }

    [Fact]
    public async Task Store_ADamagedModelBesideTheProgram_IsSaidAndNotPassedOver()
    {
        Unpack(new ModelPackage("light", [await StoredAsync()]));
        File.AppendAllText(Path.Combine(Beside, "toy", "words.txt"), "x");
        using var store = Open("store");
        var fault = await Assert.ThrowsAsync<ModelStoreException>(async () => await store.ResolveAsync("toy", Cancel));
        Assert.StartsWith(
            $"Model 'toy', file {Path.Combine(Beside, "toy", "words.txt")} beside the program has the SHA-256 ", fault.Message);
        Assert.EndsWith($"or remove the folder {Beside}.", fault.Message);
    }

    [Fact]
    public async Task Store_HalfAModelBesideTheProgram_IsNone()
    {
        Unpack(new ModelPackage("light", [await StoredAsync()]));
        File.Delete(Path.Combine(Beside, "toy", "words.txt"));
        using (var store = Open("store"))
        {
            Assert.All(
                (await store.ResolveAsync("toy", Cancel)).Files,
                f => Assert.DoesNotContain(ModelPackage.Folder, f.Path!, StringComparison.Ordinal));
        }

        using var empty = Open("elsewhere");
        Assert.Contains(
            "is not in the store",
            (await Assert.ThrowsAsync<StageUnavailableException>(async () => await empty.ResolveAsync("toy", Cancel))).Message);
    }

    private async Task<StoredModel> StoredAsync()
    {
        folder.Write("brought/weights.onnx", string.Empty);
        File.WriteAllBytes(Path.Combine(folder.Path, "brought", "weights.onnx"), Weights);
        File.WriteAllBytes(Path.Combine(folder.Path, "brought", "words.txt"), Words);
        using var store = Open("store");
        return await store.ImportAsync("toy", Path.Combine(folder.Path, "brought"), Cancel);
    }

    private ModelStore Open(string home) => new(
        new ModelStoreOptions
        {
            HubCache = Path.Combine(folder.Path, home, "hub"),
            Home = Path.Combine(folder.Path, home, "riveg"),
            ProgramModels = Beside,
            Offline = true,
        },
        ModelManifest.Parse($$"""
            {
              "hosts": { "h": { "kind": "web", "address": "https://unused.invalid" } },
              "models": [
                {
                  "name": "toy", "purpose": "tests", "host": "h", "repository": "r", "revision": "1", "license": "MIT",
                  "copyright": "Copyright (c) 2026 Toymaker",
                  "files": [
                    { "path": "onnx/weights.onnx", "size": 50000, "sha256": "{{StoreFixture.Sha256(Weights)}}" },
                    { "path": "words.txt", "sha256": "{{StoreFixture.Sha256(Words)}}" }
                  ]
                }
              ]
            }
            """));

    private void Unpack(ModelPackage package)
    {
        using var archive = new ZipArchive(new MemoryStream(Bytes(package)));
        archive.ExtractToDirectory(Path.GetDirectoryName(Beside)!);
    }

    private static byte[] Bytes(ModelPackage package)
    {
        using var stream = new MemoryStream();
        package.Write(stream, Cancel);
        return stream.ToArray();
    }

    private static string Text(ZipArchive archive, string path) => System.Text.Encoding.UTF8.GetString(Read(archive, path));

    private static byte[] Read(ZipArchive archive, string path)
    {
        using var stream = archive.GetEntry(path)!.Open();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
