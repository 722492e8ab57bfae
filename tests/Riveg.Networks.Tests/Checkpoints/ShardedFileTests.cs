using Riveg.Networks.Checkpoints;

namespace Riveg.Networks.Tests.Checkpoints;

public sealed class ShardedFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new("riveg-shards-");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Open_OfAnIndex_ReadsAllItsFiles()
    {
        WriteShards();
        File.WriteAllText(folder["model.safetensors.index.json"], """
             {"metadata": {"total_size": 12}, "weight_map": {"a": "model-1.safetensors", "b": "model-2.safetensors"}}
            """);

        using var checkpoint = Checkpoint.Open(folder["model.safetensors.index.json"]);
        Assert.Equal([1f, 2f], checkpoint.Tensor("a").ReadSingles());
        Assert.Equal([3f], checkpoint.Tensor("b").ReadSingles());
        Assert.Equal(folder["model.safetensors.index.json"], checkpoint.Path);
    }

    [Fact]
    public void Open_OfLinks_FollowsThem()
    {
        // The hub's cache has links into a folder of blobs.
        WriteShards();
        Directory.CreateDirectory(folder["blobs"]);
        File.Move(folder["model-1.safetensors"], Path.Combine(folder["blobs"], "1"));
        File.CreateSymbolicLink(folder["model-1.safetensors"], Path.Combine("blobs", "1"));
        File.WriteAllText(
            Path.Combine(folder["blobs"], "index"), """{"weight_map": {"a": "model-1.safetensors", "b": "model-2.safetensors"}}""");
        File.CreateSymbolicLink(folder["model.safetensors.index.json"], Path.Combine("blobs", "index"));

        using var checkpoint = Checkpoint.Open(folder["model.safetensors.index.json"]);
        Assert.Equal(2, checkpoint.Tensors.Count);
    }

    [Theory]
    [InlineData(
        """{"weight_map": {"a": "model-1.safetensors", "b": "model-3.safetensors"}}""",
        "1 of its 2 files are not beside it: model-3.safetensors")]
    [InlineData("""{"weight_map": {"a": "../model-1.safetensors"}}""", "'../model-1.safetensors', which is no name of a file beside it")]
    [InlineData("""{"weight_map": {"a": "/etc/passwd"}}""", "'/etc/passwd', which is no name")]
    [InlineData("""{"weight_map": {"a": "x\\y"}}""", "which is no name of a file beside it")]
    [InlineData("""{"weight_map": {"a": "C:x"}}""", "which is no name of a file beside it")]
    [InlineData("""{"weight_map": {"a": ".."}}""", "'..', which is no name")]
    [InlineData("""{"weight_map": {"a": ""}}""", "'', which is no name")]
    [InlineData("""{"weight_map": {"a": "x\u0000y"}}""", "which is no name")]
    [InlineData("""{"weight_map": {"a": "model.safetensors.index.json"}}""", "which is no name of a file beside it")]
    [InlineData("""{"weight_map": {"a": 1}}""", "cannot be read as the index")]
    [InlineData("""{"weight_map": {"a": null}}""", "'', which is no name")]
    [InlineData("""{"weight_map": {}}""", "names 0 files")]
    [InlineData("""{"weight_map": []}""", "has no object \"weight_map\"")]
    [InlineData("""{"weights": {}}""", "has no object \"weight_map\"")]
    [InlineData("""{"weight_map": {"a": "model-1.safetensors", "a": "model-2.safetensors"}}""", "cannot be read as the index")]
    [InlineData("""{"weight_map": """, "cannot be read as the index")]
    [InlineData(
        """{"weight_map": {"a": "model-1.safetensors", "c": "model-2.safetensors"}}""",
        "names weights that its files do not hold, such as 'c'")]
    [InlineData("""{"weight_map": {"a": "model-1.safetensors", "b": "twin.safetensors"}}""", "'a' lies in two of its files")]
    [InlineData("""{"weight_map": {"a": "model-1.safetensors", "b": "damaged.safetensors"}}""", "claims a header of")]
    [InlineData("""{"weight_map": {"a": "folder"}}""", "1 of its 1 files are not beside it")]
    public void Open_OfAnIndexThatIsWrong_SaysWhatInOneLine(string index, string message)
    {
        WriteShards();
        SafetensorsWriter.Write(
            folder["twin.safetensors"], [CheckpointTensor.FromValues("a", [1], [1]), CheckpointTensor.FromValues("b", [1], [1])]);
        File.WriteAllBytes(folder["damaged.safetensors"], [255, 255, 0, 0, 0, 0, 0, 0, (byte)'{']);
        Directory.CreateDirectory(folder["folder"]);
        File.WriteAllText(folder["model.safetensors.index.json"], index);

        var fault = Assert.Throws<CheckpointException>(() => Checkpoint.Open(folder["model.safetensors.index.json"]));

        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(fault.Message, char.IsControl);
    }

    [Fact]
    public void Open_OfAnIndexOfTooManyFiles_IsRefusedBeforeTheyAreLookedFor()
    {
        var map = string.Join(", ", Enumerable.Range(0, 2000).Select(i => $"\"w{i}\": \"f{i}\""));
        File.WriteAllText(folder["model.safetensors.index.json"], "{\"weight_map\": {" + map + "}}");

        Assert.Contains(
            "names 2000 files; a checkpoint has 1 to 1000",
            Assert.Throws<CheckpointException>(() => Checkpoint.Open(folder["model.safetensors.index.json"])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OfALinkToNothing_SaysWhereItLeads()
    {
        File.CreateSymbolicLink(folder["model.pt"], "gone");

        Assert.Equal(
            $"{folder["model.pt"]}: is a link to gone, which is not there; fetch the file again.",
            Assert.Throws<CheckpointException>(() => Checkpoint.Open(folder["model.pt"])).Message);
    }

    [Fact]
    public void Open_OfALinkToItself_IsRefusedInOneLine()
    {
        File.CreateSymbolicLink(folder["a"], "b");
        File.CreateSymbolicLink(folder["b"], "a");

        var message = Assert.Throws<CheckpointException>(() => Checkpoint.Open(folder["a"])).Message;
        Assert.StartsWith($"{folder["a"]}: cannot be read: ", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    private void WriteShards()
    {
        SafetensorsWriter.Write(folder["model-1.safetensors"], [CheckpointTensor.FromValues("a", [2], [1, 2])]);
        SafetensorsWriter.Write(folder["model-2.safetensors"], [CheckpointTensor.FromValues("b", [1], [3])]);
    }
}
