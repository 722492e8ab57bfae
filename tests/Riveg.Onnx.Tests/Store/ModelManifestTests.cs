using Riveg.Onnx.Store;

namespace Riveg.Onnx.Tests.Store;

public sealed class ModelManifestTests
{
    [Fact]
    public void BuiltIn_EveryModel_HasAnAddressForEachFile()
    {
        var manifest = ModelManifest.BuiltIn;

        Assert.All(manifest.Models, m => Assert.All(m.Files, f => Assert.Equal("https", manifest.Hosts[m.Host].AddressOf(m, f).Scheme)));
    }

    [Theory]
    [InlineData("hub", "https://h.test/org/m/resolve/main/a/b%20c.onnx")]
    [InlineData("git", "https://h.test/org/m/main/a/b%20c.onnx")]
    [InlineData("web", "https://h.test/org/m/a/b%20c.onnx")]
    public void AddressOf_EachKind_FollowsItsForm(string kind, string expected)
    {
        var manifest = ModelManifest.Parse(
            Json($$"""{ "h": { "kind": "{{kind}}", "address": "https://h.test/" } }""", """[{ "path": "a/b c.onnx" }]"""));

        Assert.Equal(expected, manifest.Hosts["h"].AddressOf(manifest.Models[0], manifest.Models[0].Files[0]).AbsoluteUri);
    }

    [Theory]
    [InlineData("""[{ "path": "../secret" }]""", "outside its folder: '../secret'")]
    [InlineData("""[{ "path": "/etc/passwd" }]""", "outside its folder: '/etc/passwd'")]
    [InlineData("[]", "model 'm' has no files")]
    [InlineData("""[{ "path": "a", "sha256": "ABC" }]""", "64 lower-case hexadecimal digits")]
    [InlineData("""[{ "path": "a", "weight": 3 }]""", "weight")]
    public void Parse_BrokenFiles_SaysWhat(string files, string expected)
    {
        var error = Assert.Throws<FormatException>(
            () => ModelManifest.Parse(Json("""{ "h": { "kind": "hub", "address": "https://h.test" } }""", files)));

        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public void Parse_SeveralFaults_NamesAll()
    {
        var error = Assert.Throws<FormatException>(
            () => ModelManifest.Parse(Json("""{ "x": { "kind": "hub", "address": "nowhere" } }""", "[]")));

        Assert.Equal(
            "The model manifest is broken: host 'x' has no absolute address; model 'm' names the unknown host 'h'; model 'm' has no files.",
            error.Message);
    }

    [Fact]
    public void Get_UnknownName_ListsTheKnown()
    {
        var error = Assert.Throws<ArgumentException>(() => ModelManifest.BuiltIn.Get("sam"));

        Assert.StartsWith(
            "There is no model named 'sam'; known are ultraface, picodet-s, yolox-nano, fastestdet, ppocr-en, ", error.Message);
    }

    private static string Json(string hosts, string files) => $$"""
        { "hosts": {{hosts}}, "models": [{ "name": "m", "purpose": "p", "host": "h", "repository": "org/m", "revision": "main", "license": "MIT", "files": {{files}} }] }
        """;
}
