namespace Riveg.Testing.Tests;

public sealed class TemporaryFolderTests
{
    [Fact]
    public void Write_FileInAFolder_IsThereUntilTheEnd()
    {
        string path;
        using (var folder = new TemporaryFolder())
        {
            path = folder.Write(Path.Combine("a", "b.txt"), "\u00E9");
            Assert.Equal(folder[Path.Combine("a", "b.txt")], path);
            Assert.Equal([0xC3, 0xA9], File.ReadAllBytes(path));
            Assert.StartsWith(folder.Path, path, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(Path.GetDirectoryName(path)));
    }

    [Fact]
    public void Dispose_FolderThatIsGone_DoesNothing()
    {
        using var folder = new TemporaryFolder();
        Directory.Delete(folder.Path);
    }

    [Fact]
    public void New_Twice_AreTwoFolders()
    {
        using var one = new TemporaryFolder("riveg-x-");
        using var other = new TemporaryFolder("riveg-x-");
        Assert.NotEqual(one.Path, other.Path);
        Assert.StartsWith("riveg-x-", Path.GetFileName(one.Path), StringComparison.Ordinal);
    }
}
