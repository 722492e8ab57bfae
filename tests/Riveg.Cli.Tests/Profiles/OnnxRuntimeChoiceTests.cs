using System.Runtime.InteropServices;

namespace Riveg.Cli.Tests.Profiles;

/// <summary>Another ONNX Runtime than the one that comes with the command: the way to a GPU.</summary>
public sealed class OnnxRuntimeChoiceTests : CommandFolder
{
    private const string Missing = "riveg: some profiles are not ready; the table says what to do.";

    private static readonly string System = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";

    private static readonly string Platform = $"{System}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";

    private static readonly string Library =
        System switch { "win" => "onnxruntime.dll", "osx" => "libonnxruntime.dylib", _ => "libonnxruntime.so" };

    private static string Remedy => $"RIVEG_ONNXRUNTIME must name the folder of another ONNX Runtime for {Platform}, or be unset.";

    private static string Natives => Path.Combine(Path.GetDirectoryName(RivegProcess.Assembly)!, "runtimes", Platform, "native");

    [Fact]
    public async Task Doctor_WithoutAChoice_SaysWhichRuntimeAndWhichProvidersThereAre()
    {
        var outcome = await RunAsync(null, "doctor");
        Assert.Matches(
            @"^ONNX Runtime \d+\.\d+\.\d+, the one that comes with Riveg \("
            + @"RIVEG_ONNXRUNTIME names no other\); execution providers: .*CPUExecutionProvider",
            outcome.Output);
    }

    [Theory]
    [InlineData("")]
    [InlineData("lib")]
    [InlineData("package")]
    public async Task Doctor_FolderWithARuntime_UsesItWhereverItLiesInIt(string place)
    {
        var folder = place == "package" ? Path.Combine("runtimes", Platform, "native") : place;
        var library = At("onnxruntime", folder, Library);
        Directory.CreateDirectory(Path.GetDirectoryName(library)!);
        File.Copy(Path.Combine(Natives, Library), library);

        var outcome = await RunAsync(At("onnxruntime"), "doctor");

        Assert.StartsWith("ONNX Runtime ", outcome.Output, StringComparison.Ordinal);
        Assert.Contains($", {library} (RIVEG_ONNXRUNTIME); execution providers: ", outcome.Output, StringComparison.Ordinal);
        Assert.Matches(@"cpu +│ yes", outcome.Output);
        Assert.Equal((3, Missing), (outcome.ExitCode, outcome.Error.Trim()));
    }

    [Fact]
    public async Task FolderWithoutARuntime_IsOneLineAndExitCode3()
    {
        var fault = $"riveg: There is no {Library} in {At("empty")}, nor in its folders lib and runtimes/{Platform}/native; "
            + "RIVEG_ONNXRUNTIME must name the folder of an unpacked ONNX Runtime, or be unset.";
        Write("empty/readme.txt", "nothing here");

        var doctor = await RunAsync(At("empty"), "doctor");

        Assert.Equal((3, $"{fault}{Environment.NewLine}{Missing}{Environment.NewLine}"), (doctor.ExitCode, doctor.Error));
        Assert.Contains("builtin", doctor.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("accelerators", doctor.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FileThatIsNoLibrary_IsOneLineAndExitCode3()
    {
        var library = Write($"broken/{Library}", "no library");
        var doctor = await RunAsync(At("broken"), "doctor");
        Assert.Equal(3, doctor.ExitCode);
        Assert.StartsWith($"riveg: {library} cannot be loaded (", doctor.Error, StringComparison.Ordinal);
        Assert.EndsWith($"); {Remedy}", doctor.Error.Split(Environment.NewLine)[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task OtherLibraryOfThatName_IsOneLineAndExitCode3()
    {
        var library = At("other", Library);
        Directory.CreateDirectory(At("other"));
        File.Copy(Directory.GetFiles(Natives, "*SkiaSharp*").Single(f => Path.GetExtension(f) == Path.GetExtension(Library)), library);
        var doctor = await RunAsync(At("other"), "doctor");
        Assert.Equal(3, doctor.ExitCode);
        Assert.StartsWith(
            $"riveg: {library} is no ONNX Runtime (it has no OrtGetApiBase); {Remedy}",
            doctor.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Annotate_WithoutANetwork_LooksForNoRuntime()
    {
        var outcome = await RunAsync(At("nowhere"), "annotate", "Adele in London", "--format", "json");
        Assert.Equal((0, string.Empty), (outcome.ExitCode, outcome.Error));
    }

    private static Task<RivegProcess.Outcome> RunAsync(string? runtime, params string[] arguments) =>
        RivegProcess.RunInAsync(new Dictionary<string, string?> { ["RIVEG_ONNXRUNTIME"] = runtime }, arguments);
}
