using Riveg.Cli.Output;
using Riveg.Cli.Usage;
using Riveg.Networks.Conversion;
using Riveg.Training.Cli.Runs;

namespace Riveg.Training.Cli.Tests.Runs;

/// <summary>What a folder of a run keeps, gives and refuses, however the process before was ended.</summary>
public sealed class RunFolderTests : IDisposable
{
    private static readonly RunIdentity Identity = new(
        new Dictionary<string, string> { ["seed"] = "1" }, "posts", 8, "vectors", "clusters");

    private static readonly ModelDescription Description = new()
    {
        Architecture = "tagger", Precision = "fp32", SourceFile = "config.json", SourceSha256 = new string('0', 64), RivegVersion = "1",
    };

    private readonly TemporaryFolder folder = new("riveg-run-");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Open_FolderThatAnotherRunWrites_IsRefused()
    {
        using (Open())
        {
            Assert.Equal(
                $"Another run is writing {folder["run"]}; wait for it, or name another folder.",
                Assert.Throws<UsageException>(Open).Message);
        }

        using var next = Open();
        Assert.Null(next.ReadIdentity());
    }

    [Fact]
    public void WriteCheckpoint_FoldersOfOthersBeside_AreNeitherReadNorRemoved()
    {
        using var run = Begin(2);
        string[] others = ["0012-copy", "old", "12", "00123"];
        foreach (var other in others)
        {
            folder.Write($"run/checkpoint/{other}/notes.txt", "mine");
            folder.Write($"run/epochs/{other}/notes.txt", "mine");
        }

        folder.Write("run/checkpoint/0009.part/weights", "cut off");
        Assert.Equal("0002", Path.GetFileName(run.LastCheckpoint));
        WriteEpoch(run, 3);
        Assert.Equal(["0003", .. others], Names("checkpoint").OrderBy(n => n != "0003").ThenBy(n => Array.IndexOf(others, n)));
        Assert.Equal(["0003", .. others], Names("epochs").OrderBy(n => n != "0003").ThenBy(n => Array.IndexOf(others, n)));
    }

    [Fact]
    public void WriteCheckpoint_FullDisk_NamesTheEpochThatIsKept()
    {
        using var run = Begin(1);
        folder.Write("run/checkpoint/old/notes.txt", "mine");
        Assert.Equal(
            $"{folder["run"]} cannot be written: No space left on device. The checkpoint of epoch 1 is kept; go on by --resume when there "
            + "is room.",
            Assert.Throws<OutputFailedException>(
                () => run.WriteCheckpoint(State(2), _ => throw new IOException("No space left on device"), _ => { })).Message);
    }

    [Fact]
    public void Describe_FolderThatCannotBeWritten_NamesTheEpochThatIsKept()
    {
        using var run = Begin(1);
        Directory.Delete(folder["run/epochs/0001"], recursive: true);
        folder.Write("run/epochs/0001", "no folder");
        var message = Assert.Throws<OutputFailedException>(() => run.Describe(1, Description)).Message;
        Assert.StartsWith($"{folder["run"]} cannot be written: ", message, StringComparison.Ordinal);
        Assert.EndsWith("The checkpoint of epoch 1 is kept; go on by --resume when there is room.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void WriteModel_EndedWhileNetworksAreRemoved_IsComplete()
    {
        using (var run = Begin(1))
        {
            run.WriteModel(State(1), _ => folder.Write("run/epochs.part/left.txt", "of a removal before that was ended too"));
            Assert.True(run.IsComplete);
        }

        // As a kill leaves it.
        folder.Write("run/epochs.part/0001/vectors.bin", "the rest");
        using var again = Open();
        Assert.True(again.IsComplete);
        again.Settle(State(1), _ => { });
        Assert.Equal(["0001"], Names("checkpoint"));
        Assert.False(Directory.Exists(folder["run/epochs.part"]));
    }

    [Fact]
    public void Settle_EndedBehindTheCheckpoint_WritesFiguresAndTakesAwayWhatIsOld()
    {
        using var run = Begin(2);
        File.Delete(folder["run/metrics.jsonl"]);
        File.Delete(folder["run/curve.png"]);
        folder.Write("run/checkpoint/0001/weights", "old");
        folder.Write("run/epochs/0001/model.onnx", "old");
        run.Settle(State(2), to => to.Write("curve"u8));
        Assert.Equal(
            [
                """{"epoch":1,"loss":1,"text":{"precision":0.5,"recall":0.5,"f1":0.01},"seconds":2,"postsPerSecond":3}""",
                """{"epoch":2,"loss":1,"text":{"precision":0.5,"recall":0.5,"f1":0.02},"seconds":2,"postsPerSecond":3}""",
            ],
            File.ReadLines(folder["run/metrics.jsonl"]));
        Assert.Equal("curve", File.ReadAllText(folder["run/curve.png"]));
        Assert.Equal(["0002"], Names("checkpoint"));
        Assert.Equal(["0002"], Names("epochs"));
    }

    [Fact]
    public void Read_WhatWasWritten_IsTheSame()
    {
        using var run = Begin(2);
        var read = run.ReadIdentity()!;
        Assert.Null(read.DifferenceTo(Identity));
        Assert.Equal("it was judged by other posts", read.DifferenceTo(Identity with { Dev = "dev" }));
        Assert.Equal(State(2).Epochs, RunFolder.ReadState(run.LastCheckpoint!).Epochs);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"settings":null,"posts":"","width":8,"vectors":"","clusters":""}""")]
    [InlineData("""{"settings":{},"posts":null,"width":8,"vectors":"","clusters":""}""")]
    [InlineData("""{"settings":{},"posts":"","vectors":"","clusters":""}""")]
    public void ReadIdentity_Incomplete_SaysWhatToDo(string json)
    {
        using var run = Begin(1);
        AssertUnreadable(folder.Write("run/run.json", json), () => run.ReadIdentity());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"epochs":null}""")]
    [InlineData("""{"epochs":[]}""")]
    [InlineData("""{"epochs":[null]}""")]
    [InlineData("""{"epochs":[{}]}""")]
    [InlineData("""{"epochs":[{"epoch":1,"loss":1,"seconds":1}]}""")]
    [InlineData("""{"epochs":[{"epoch":1,"loss":1,"seconds":1,"postsPerSecond":1,"text":{}}]}""")]
    [InlineData("""{"epochs":[{"epoch":2,"loss":1,"seconds":1,"postsPerSecond":1}]}""")]
    [InlineData("""{"epochs":[{"epoch":1,"loss":1,"seconds":1,"postsPerSecond":1},"""
        + """{"epoch":2,"loss":1,"seconds":1,"postsPerSecond":1}]}""")]
    public void ReadState_Incomplete_SaysWhatToDo(string json)
    {
        using var run = Begin(1);
        AssertUnreadable(
            folder.Write("run/checkpoint/0001/run-state.json", json), () => RunFolder.ReadState(folder["run/checkpoint/0001"]));
    }

    private static void AssertUnreadable(string file, Action read)
    {
        var message = Assert.Throws<UsageException>(read).Message;
        Assert.StartsWith($"{file} cannot be read: ", message, StringComparison.Ordinal);
        Assert.EndsWith("; start the run anew by --force.", message, StringComparison.Ordinal);
    }

    private static RunState State(int epochs) => new(
        [.. Enumerable.Range(1, epochs).Select(e => new EpochRecord(e, 1, 2, 3, new Figures(0.5, 0.5, e / 100.0)))]);

    private static void WriteEpoch(RunFolder run, int epoch)
    {
        run.WriteEpoch(epoch, to => Description.Save(to));
        run.WriteCheckpoint(State(epoch), to => File.WriteAllText(Path.Combine(to, "weights"), "w"), _ => { });
    }

    private RunFolder Open() => RunFolder.Open(folder["run"], ExistingOutput.Resume, []);

    private RunFolder Begin(int epochs)
    {
        var run = Open();
        run.Begin(Identity);
        for (var epoch = 1; epoch <= epochs; epoch++)
        {
            WriteEpoch(run, epoch);
        }

        return run;
    }

    private IEnumerable<string> Names(string part) =>
        Directory.GetDirectories(folder[$"run/{part}"]).Select(d => Path.GetFileName(d)).Order();
}
