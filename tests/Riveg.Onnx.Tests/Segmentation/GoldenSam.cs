using Riveg.Networks.Conversion;
using Riveg.TestKit;

namespace Riveg.Onnx.Tests.Segmentation;

/// <summary>The small SAM checkpoints of the golden data, converted as <c>riveg models convert</c> does.</summary>
internal static class GoldenSam
{
    public static string Convert(string checkpointFile, string target)
    {
        // Shapes do not tell the number of heads.
        var config = target + ".json";
        File.WriteAllText(
            config, $$"""{ "config": { "dec_heads": {{(checkpointFile.Contains("tiny256", StringComparison.Ordinal) ? 4 : 8)}} } }""");
        ModelConverter.Convert(
            SharedFolder.Resolve("golden", "sam", checkpointFile), "sam", new ConvertOptions { ConfigPath = config }, target);
        return target;
    }
}
