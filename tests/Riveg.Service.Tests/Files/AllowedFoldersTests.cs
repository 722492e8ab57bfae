using System.Diagnostics;
using System.Text;
using Riveg.Service.Files;

namespace Riveg.Service.Tests.Files;

public sealed class AllowedFoldersTests : IDisposable
{
    private const int MostBytes = 1000;

    private readonly TemporaryFolder outside = new("riveg-outside-");
    private readonly TemporaryFolder inside = new("riveg-inside-");

    public AllowedFoldersTests()
    {
        File.WriteAllText(outside["secret.txt"], "secret");
        Directory.CreateDirectory(inside["sub"]);
        Directory.CreateDirectory($"{inside.Path}-beside");
        File.WriteAllText($"{inside.Path}-beside/near.txt", "near");
        File.WriteAllText(inside["a.txt"], "content");
        File.WriteAllText(inside["sub/b.txt"], "content");
        File.WriteAllBytes(inside["large.bin"], new byte[MostBytes + 1]);
        File.WriteAllBytes(inside["full.bin"], new byte[MostBytes]);
    }

    public static TheoryData<string> Good =>
    [
        "a.txt", "a.txt/", "sub/b.txt", "sub/../a.txt", "./a.txt", "sub//b.txt", "nosuch/../a.txt", "{in}/a.txt", "{in}/sub/../a.txt",
        "{in}/./sub/b.txt", "link-in", "folder-in/b.txt", "chain-39",
    ];

    public static TheoryData<string> Attacks =>
    [
        "",
        "/",
        "/etc/passwd",
        "../{out-name}/secret.txt",
        "../../../../../../../../etc/passwd",
        "{in}/../{out-name}/secret.txt",
        "{in}/sub/../../{out-name}/secret.txt",
        "{in}-beside/near.txt",
        "{out}/secret.txt",
        "{out}",
        "link-out",
        "folder-out/secret.txt",
        "folder-out/../{out-name}/secret.txt",
        "chain-out",
        "loop",
        "chain-41",
        "up/{out-name}/secret.txt",
        "zero",
        "/dev/zero",
        "/dev/stdin",
        "/proc/self/environ",
        "proc/environ",
        "pipe",
        "link-to-pipe",
        "sub",
        ".",
        "{in}",
        "a.txt/..",
        "A.TXT",
        "{IN}/a.txt",
        "nosuch.txt",
        "a.txt\0.png",
        "a\0/../../secret",
        "file:///etc/passwd",
        "~",
        "~/nosuch-riveg",
        "~root/.profile",
        "%2e%2e/%2e%2e/etc/passwd",
        "..\\..\\etc\\passwd",
        "large.bin",
        "broken-link",
    ];

    [Theory]
    [MemberData(nameof(Good))]
    public async Task Read_BelowAllowedFolder_GivesContent(string path)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "links and pipes of Linux");
        Links();

        Assert.Equal("content", Encoding.UTF8.GetString(await ReadAsync(path)));
    }

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task Read_Attack_IsRefusedInOneLine(string path)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "links and pipes of Linux");
        Links();

        var refusal = await Assert.ThrowsAsync<FileRefusedException>(
            () => ReadAsync(path).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));

        Assert.DoesNotContain('\n', refusal.Message);
        Assert.DoesNotContain("secret\n", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_AtTheLimit_GivesContent() => Assert.Equal(MostBytes, (await ReadAsync("full.bin")).Length);

    [Fact]
    public async Task Read_Outside_SaysTheSameWhetherSomethingIsThere()
    {
        var there = await Assert.ThrowsAsync<FileRefusedException>(() => ReadAsync("{out}/secret.txt"));
        var missing = await Assert.ThrowsAsync<FileRefusedException>(() => ReadAsync("{out}/nosuch.txt"));

        Assert.Equal(there.Message.Replace("secret.txt", "nosuch.txt", StringComparison.Ordinal), missing.Message);
        Assert.EndsWith($"is not below a folder that was allowed ({inside.Path}).", there.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_NoFolder_SaysHowToAllowOne()
    {
        var refusal = await Assert.ThrowsAsync<FileRefusedException>(
            () => AllowedFolders.None.ReadAsync("/etc/passwd", MostBytes, TestContext.Current.CancellationToken));

        Assert.Equal("Files are not read here, since no folder was allowed (--allow DIR).", refusal.Message);
    }

    [Fact]
    public async Task Read_AllowedFolderIsALink_CountsForWhatItLeadsTo()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "links of Linux");
        var link = $"{inside.Path}-link";
        Directory.CreateSymbolicLink(link, inside.Path);
        try
        {
            var folders = new AllowedFolders([link]);

            Assert.Equal(7, (await folders.ReadAsync("a.txt", MostBytes, TestContext.Current.CancellationToken)).Length);
            Assert.Equal(7, (await folders.ReadAsync($"{link}/a.txt", MostBytes, TestContext.Current.CancellationToken)).Length);
        }
        finally
        {
            Directory.Delete(link);
        }
    }

    [Fact]
    public async Task Read_ManyLinksInEach_EndsAtOnce()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "links of Linux");

        // Each leads twice through the next: two to the power of thirty steps for who follows all.
        for (var i = 0; i < 30; i++)
        {
            File.CreateSymbolicLink(inside[$"bomb{i}"], $"bomb{i + 1}/../bomb{i + 1}");
        }

        var watch = Stopwatch.StartNew();
        await Assert.ThrowsAsync<FileRefusedException>(() => ReadAsync("bomb0"));

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{watch.Elapsed}");
    }

    [Fact]
    public void FindWhole_Folder_CountsAllThatLiesInIt()
    {
        var folders = new AllowedFolders([inside.Path]);

        Assert.Equal(inside["sub"], folders.FindWhole("sub", 7));
        Assert.Throws<FileRefusedException>(() => folders.FindWhole("sub", 6));
    }

    [Theory]
    [InlineData("link-out")]
    [InlineData("pipe")]
    [InlineData("zero")]
    [InlineData("folder-out")]
    [InlineData("loop")]
    public void FindWhole_FolderHoldsAnAttack_IsRefused(string attack)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "links and pipes of Linux");
        Links();
        var name = inside[$"sub/{attack}"];
        if (attack == "pipe")
        {
            MakePipe(name);
        }
        else
        {
            File.CreateSymbolicLink(name, inside[attack]);
        }

        Assert.Throws<FileRefusedException>(() => new AllowedFolders([inside.Path]).FindWhole("sub", MostBytes));
    }

    [Fact]
    public void FindWhole_LinksInACircle_Ends()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "links of Linux");
        Directory.CreateSymbolicLink(inside["sub/again"], inside["sub"]);

        Assert.Equal(inside["sub"], new AllowedFolders([inside.Path]).FindWhole("sub", MostBytes));
    }

    [Fact]
    public void Holds_IsForFilesBelowAlone()
    {
        var folders = new AllowedFolders([inside.Path]);

        Assert.True(folders.Holds(inside["a.txt"]));
        Assert.False(folders.Holds(inside["sub"]));
        Assert.False(folders.Holds(outside["secret.txt"]));
        Assert.False(folders.Holds(inside["nosuch"]));
    }

    public void Dispose()
    {
        Directory.Delete($"{inside.Path}-beside", recursive: true);
        inside.Dispose();
        outside.Dispose();
    }

    private Task<byte[]> ReadAsync(string path) => new AllowedFolders([inside.Path]).ReadAsync(
        path.Replace("{in}", inside.Path, StringComparison.Ordinal)
            .Replace("{IN}", inside.Path.ToUpperInvariant(), StringComparison.Ordinal)
            .Replace("{out}", outside.Path, StringComparison.Ordinal)
            .Replace("{out-name}", Path.GetFileName(outside.Path), StringComparison.Ordinal),
        MostBytes,
        TestContext.Current.CancellationToken);

    private void Links()
    {
        Link("link-in", "a.txt");
        Link("folder-in", inside["sub"]);
        Link("link-out", outside["secret.txt"]);
        Link("folder-out", outside.Path);
        Link("chain-out", "link-out");
        Link("up", "..");
        Link("loop", "loop");
        Link("zero", "/dev/zero");
        Link("proc", "/proc/self");
        Link("broken-link", "/nosuch/file");
        Link("chain-0", "a.txt");
        for (var i = 1; i <= 41; i++)
        {
            Link($"chain-{i}", $"chain-{i - 1}");
        }

        MakePipe(inside["pipe"]);
        Link("link-to-pipe", "pipe");
    }

    private void Link(string name, string target) => File.CreateSymbolicLink(inside[name], target);

    private static void MakePipe(string path)
    {
        using var made = Process.Start("mkfifo", path);
        made.WaitForExit();
    }
}
