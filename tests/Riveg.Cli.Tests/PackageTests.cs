using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;
using System.Xml.Linq;
using Riveg.TestKit;

namespace Riveg.Cli.Tests;

/// <summary>What <c>dotnet pack</c> makes.</summary>
public sealed class PackageTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("riveg-pack-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Pack_Library_HoldsABillOfMaterialsThatNamesWhatItBrings()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        using var pack = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList = { "pack", Path.Combine(SharedFolder.RepositoryRoot, "src", "Riveg.LanguageModels"), "-c", configuration, "--no-build", "-o", folder.FullName },
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var output = await pack.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await pack.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(pack.ExitCode == 0, output);

        await using var package = await ZipFile.OpenReadAsync(Assert.Single(Directory.GetFiles(folder.FullName, "*.nupkg")), TestContext.Current.CancellationToken);
        await using var stream = await package.GetEntry("_manifest/bom.cdx.json")!.OpenAsync(TestContext.Current.CancellationToken);
        using var bill = await JsonDocument.ParseAsync(stream, cancellationToken: TestContext.Current.CancellationToken);
        var components = bill.RootElement.GetProperty("components").EnumerateArray().ToDictionary(c => c.GetProperty("name").GetString()!);

        // Every direct dependency of every project that the tool holds, at the version that is stated centrally.
        var versions = XDocument.Load(Path.Combine(SharedFolder.RepositoryRoot, "Directory.Packages.props")).Descendants("PackageVersion")
            .ToDictionary(v => v.Attribute("Include")!.Value, v => v.Attribute("Version")!.Value);
        foreach (var project in new[] { "Riveg", "Riveg.LanguageModels" })
        {
            var references = XDocument.Load(Path.Combine(SharedFolder.RepositoryRoot, "src", project, $"{project}.csproj")).Descendants("PackageReference").Select(r => r.Attribute("Include")!.Value);
            Assert.All(references, r => Assert.Equal(versions[r], components[r].GetProperty("version").GetString()));
        }

        Assert.Contains("Riveg", components.Keys);
        Assert.DoesNotContain("Meziantou.Analyzer", components.Keys);
        Assert.Equal("MIT", components["SkiaSharp"].GetProperty("licenses")[0].GetProperty("expression").GetString());
        Assert.NotEmpty(components["SkiaSharp"].GetProperty("properties")[0].GetProperty("value").GetString()!);
        var known = components.Values.Select(c => c.GetProperty("bom-ref").GetString()).Append(bill.RootElement.GetProperty("metadata").GetProperty("component").GetProperty("bom-ref").GetString()).ToHashSet();
        Assert.All(bill.RootElement.GetProperty("dependencies").EnumerateArray(), d =>
        {
            Assert.Contains(d.GetProperty("ref").GetString(), known);
            Assert.All(d.GetProperty("dependsOn").EnumerateArray(), on => Assert.Contains(on.GetString(), known));
        });
        Assert.Equal(
            bill.RootElement.GetRawText(),
            JsonDocument.Parse(await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(folder.FullName, "*.cdx.json")), TestContext.Current.CancellationToken)).RootElement.GetRawText());
    }
}
