using Riveg.Onnx.Store;

namespace Riveg.Onnx.Tests.Store;

public sealed class ModelStoreOptionsTests
{
    [Theory]
    [InlineData("HF_HOME=/a", "/a/hub", "/a/riveg")]
    [InlineData("HF_HOME=/a HF_HUB_CACHE=/b/c", "/b/c", "/b/riveg")]
    [InlineData("HF_HUB_CACHE=/b/c RIVEG_HOME=/r", "/b/c", "/r")]
    [InlineData("XDG_CACHE_HOME=/x", "/x/huggingface/hub", "/x/huggingface/riveg")]
    public void FromEnvironment_Folders_AreWherePythonLooks(string variables, string cache, string home)
    {
        var options = ModelStoreOptions.FromEnvironment(Variables(variables));

        Assert.Equal(Path.GetFullPath(cache), options.HubCache);
        Assert.Equal(Path.GetFullPath(home), options.Home);
    }

    [Theory]
    [InlineData("HF_HUB_OFFLINE=1", true)]
    [InlineData("HF_HUB_OFFLINE=True", true)]
    [InlineData("HF_HUB_OFFLINE=0", false)]
    [InlineData("", false)]
    public void FromEnvironment_Offline_IsReadAsPythonReadsIt(string variables, bool expected) =>
        Assert.Equal(expected, ModelStoreOptions.FromEnvironment(Variables(variables)).Offline);

    [Fact]
    public void FromEnvironment_EndpointAndToken_AreTaken()
    {
        var options = ModelStoreOptions.FromEnvironment(Variables("HF_ENDPOINT=https://mirror.test HF_TOKEN=hf_x"));

        Assert.Equal(("https://mirror.test", "hf_x"), (options.HubEndpoint, options.HubToken));
    }

    private static Func<string, string?> Variables(string text)
    {
        var variables = text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(p => p.Split('=', 2))
            .ToDictionary(p => p[0], p => p[1]);
        return variables.GetValueOrDefault;
    }
}
