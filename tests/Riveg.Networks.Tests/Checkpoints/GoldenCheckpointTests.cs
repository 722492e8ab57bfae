using System.Text.Json;
using Riveg.Networks.Checkpoints;
using Riveg.TestKit;

namespace Riveg.Networks.Tests.Checkpoints;

public sealed class GoldenCheckpointTests
{
    [SharedTheory]
    [InlineData("state_dict_zip.pth")]
    [InlineData("state_dict_legacy.pth")]
    [InlineData("wrapped_zip.pth")]
    [InlineData("fairseq_style_zip.pt")]
    [InlineData("fairseq_style_legacy.pt")]
    public void Open_OfWhatPyTorchSaved_GivesEveryTensor(string file)
    {
        using var checkpoint = Golden.Open("checkpoints", file);
        using var expected = Golden.Open("checkpoints", "expected.safetensors");
        using var layout = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Resolve("golden", "checkpoints", "expected_layout.json")));

        Assert.Equal(
            expected.Tensors.Select(t => t.Name).Order(StringComparer.Ordinal),
            checkpoint.Tensors.Select(t => t.Name).Order(StringComparer.Ordinal));
        foreach (var tensor in checkpoint.Tensors)
        {
            var wanted = expected.Tensor(tensor.Name);
            Assert.Equal(wanted.Shape, tensor.Shape);
            Assert.Equal(layout.RootElement.GetProperty(tensor.Name).GetProperty("dtype").GetString(), TorchName(tensor.Type));
            if (tensor.Type != ElementType.BFloat16)
            {
                Assert.Equal(wanted.ReadBytes(), tensor.ReadBytes());
            }

            Assert.Equal(wanted.ReadSingles(), tensor.ReadSingles());
        }
    }

    [SharedTheory]
    [InlineData("sam_tiny256.pth")]
    [InlineData("sam_tiny256_legacy.pth")]
    public void Open_OfOneModelInThreeForms_GivesTheSameWeights(string file)
    {
        using var torch = Golden.Open("sam", file);
        using var safetensors = Golden.Open("sam", "sam_tiny256.safetensors");

        Assert.Equal(safetensors.Tensors.Count, torch.Tensors.Count);
        Assert.All(safetensors.Tensors, t => Assert.Equal(t.ReadBytes(), torch.Tensor(t.Name).ReadBytes()));
    }

    [SharedFact]
    public void Write_OfWhatWasRead_GivesTheSameTensorsBack()
    {
        using var folder = new TemporaryFolder();
        using var source = Golden.Open("checkpoints", "state_dict_zip.pth");
        SafetensorsWriter.Write(folder["copy.safetensors"], [.. source.Tensors]);

        using var copy = Checkpoint.Open(folder["copy.safetensors"]);
        Assert.Equal(source.Tensors.Count, copy.Tensors.Count);
        Assert.All(source.Tensors, t =>
        {
            Assert.Equal(t.Type, copy.Tensor(t.Name).Type);
            Assert.Equal(t.Shape, copy.Tensor(t.Name).Shape);
            Assert.Equal(t.ReadBytes(), copy.Tensor(t.Name).ReadBytes());
        });
    }

    private static string TorchName(ElementType type) => "torch." + type switch
    {
        ElementType.Boolean => "bool",
        _ => type.ToString().ToLowerInvariant(),
    };
}
