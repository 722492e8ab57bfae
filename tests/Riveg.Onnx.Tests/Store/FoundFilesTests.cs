using Riveg.Onnx.Store;

namespace Riveg.Onnx.Tests.Store;

public sealed class FoundFilesTests : IDisposable
{
    private static readonly byte[] Right = StoreFixture.Bytes(1000, 1);
    private static readonly byte[] Wrong = StoreFixture.Bytes(1000, 2);
    private static readonly ModelFile Known = new("onnx/weights.onnx", Right.Length, StoreFixture.Sha256(Right));

    private readonly TemporaryFolder folder = new("riveg-found-");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("onnx/weights.onnx")]
    [InlineData("weights.onnx")]
    [InlineData("deep/er/and/deeper/weights.onnx")]
    [InlineData("downloads/weights (1).onnx")]
    [InlineData("blobs/0123456789abcdef")]
    public async Task Find_WhereverItLies_IsFoundByNameOrHash(string path) => Assert.Equal(Put(path, Right), await FindAsync(Known));

    [Fact]
    public async Task Find_SeveralOfOneName_IsTheOneWithTheHash()
    {
        Put("weights.onnx", Wrong);
        Put("a/weights.onnx", Wrong);
        var right = Put("b/weights.onnx", Right);
        Put("c/weights.onnx", Wrong);
        Assert.Equal(right, await FindAsync(Known));
    }

    [Fact]
    public async Task Find_HashThatNobodyKnows_IsTheOneWithTheLongestPathInCommon()
    {
        Put("a/weights.onnx", Wrong);
        var right = Put("z/onnx/weights.onnx", Right);
        Assert.Equal(right, await FindAsync(new ModelFile("onnx/weights.onnx")));
    }

    [Fact]
    public async Task Find_TheNameAlone_IsGivenSoThatItCanBeRefused()
    {
        var wrong = Put("a/weights.onnx", Wrong);
        Assert.Equal(wrong, await FindAsync(Known));
        Assert.Null(await FindAsync(new ModelFile("other.onnx", 7)));
    }

    [Fact]
    public async Task Find_LinkedFilesAndCircles_AreFollowedToFilesAlone()
    {
        var right = Put("blobs/x", Right);
        Directory.CreateDirectory(Path.Combine(folder.Path, "snapshots"));
        File.CreateSymbolicLink(Path.Combine(folder.Path, "snapshots", "weights.onnx"), right);
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "snapshots", "circle"), folder.Path);
        File.CreateSymbolicLink(Path.Combine(folder.Path, "dangling.onnx"), Path.Combine(folder.Path, "nothing"));
        Assert.Equal(Path.Combine(folder.Path, "snapshots", "weights.onnx"), await FindAsync(Known));
    }

    [Fact]
    public async Task Find_FolderThatIsNot_FindsNothing() => Assert.Null(
        await new FoundFiles(Path.Combine(folder.Path, "none")).FindAsync(Known, TestContext.Current.CancellationToken));

    private Task<string?> FindAsync(ModelFile file) => new FoundFiles(folder.Path).FindAsync(file, TestContext.Current.CancellationToken);

    private string Put(string path, byte[] bytes)
    {
        var full = Path.GetFullPath(Path.Combine(folder.Path, path));
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, bytes);
        return full;
    }
}
