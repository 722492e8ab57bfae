using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Riveg.Faults;

namespace Riveg.Onnx.Sessions;

/// <summary>
/// Which native library of ONNX Runtime is loaded: the one that comes with the program, or the one in
/// the folder that <see cref="Variable"/> names. So the command, which comes with the one for processors, runs on a GPU.
/// </summary>
internal static class RuntimeLibrary
{
    /// <summary>The environment variable that names the folder.</summary>
    public const string Variable = "RIVEG_ONNXRUNTIME";

    // As ONNX Runtime's own declarations of its native functions say it.
    private const string ImportName = "onnxruntime";
    private const string EntryPoint = "OrtGetApiBase";

    private static readonly Lazy<string?> Choice = new(Choose);

    private static string FileName => SystemName switch
    {
        "win" => "onnxruntime.dll",
        "osx" => "libonnxruntime.dylib",
        _ => "libonnxruntime.so",
    };

    private static string CudaFileName => SystemName == "win" ? "onnxruntime_providers_cuda.dll" : "libonnxruntime_providers_cuda.so";

    // Not RuntimeInformation.RuntimeIdentifier, which some distributions' .NET answers by the distribution's name.
    private static string Platform => $"{SystemName}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";

    private static string SystemName => OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";

    /// <summary>
    /// The library that the variable chose, loaded and in use from now on; null for the one that comes with the program. The variable is
    /// read once a process.
    /// </summary>
    /// <exception cref="StageUnavailableException">There is none in the folder, or one that cannot be used.</exception>
    public static string? ChosenPath => Choice.Value;

    /// <summary>Why what the library needs for a device cannot be loaded; null where that is not known.</summary>
    /// <remarks>ONNX Runtime says only that it failed, and why on the console.</remarks>
    public static string? FaultOf(OnnxDevice device)
    {
        if (ChosenPath is not { } path || device != OnnxDevice.Cuda)
        {
            return null;
        }

        try
        {
            NativeLibrary.Load(Path.Combine(Path.GetDirectoryName(path)!, CudaFileName));
            return null;
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            return LastLine(e);
        }
    }

    private static string? Choose()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { } folder || string.IsNullOrWhiteSpace(folder))
        {
            return null;
        }

        var path = Find(Path.GetFullPath(folder.Trim()));
        var library = Load(path);
        OrtEnv.DisableDllImportResolver = true;
        try
        {
            NativeLibrary.SetDllImportResolver(typeof(OrtEnv).Assembly, (name, _, _) => name == ImportName ? library : 0);
        }
        catch (InvalidOperationException e)
        {
            throw Unusable(path, "comes too late: this program has loaded another ONNX Runtime already", e);
        }

        return path;
    }

    // As a folder of libraries, an archive of the project's and a package lay their files.
    private static string Find(string folder)
    {
        string[] places = [folder, Path.Combine(folder, "lib"), Path.Combine(folder, "runtimes", Platform, "native")];
        return places.Select(p => Path.Combine(p, FileName)).FirstOrDefault(File.Exists) ?? throw new StageUnavailableException(
            $"There is no {FileName} in {folder}, nor in its folders lib and runtimes/{Platform}/native; "
            + $"{Variable} must name the folder of an unpacked ONNX Runtime, or be unset.");
    }

    private static nint Load(string path)
    {
        nint library;
        try
        {
            library = NativeLibrary.Load(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw Unusable(path, $"cannot be loaded ({LastLine(e)})", e);
        }

        if (!NativeLibrary.TryGetExport(library, EntryPoint, out var entry))
        {
            throw Unusable(path, $"is no ONNX Runtime (it has no {EntryPoint})", null);
        }

        var needed = Version.Parse(typeof(OrtEnv).Assembly.GetCustomAttribute<AssemblyFileVersionAttribute>()!.Version);
        var version = VersionOf(entry);
        var isKnown = Version.TryParse(version.Split('-')[0], out var found);
        if (!isKnown || (found!.Major, found.Minor).CompareTo((needed.Major, needed.Minor)) < 0)
        {
            throw Unusable(path, $"is ONNX Runtime {version}, and Riveg needs {needed.Major}.{needed.Minor} or newer", null);
        }

        return library;
    }

    private static unsafe string VersionOf(nint entry)
    {
        var functions = ((delegate* unmanaged[Stdcall]<ApiBase*>)entry)();
        return Marshal.PtrToStringUTF8(((delegate* unmanaged[Stdcall]<nint>)functions->GetVersionString)()) ?? "of an unknown version";
    }

    // The loader's own words come last, behind advice for programmers.
    private static string LastLine(Exception exception) =>
        exception.Message.ReplaceLineEndings("\n").TrimEnd().Split('\n')[^1].Trim().TrimEnd('.');

    private static StageUnavailableException Unusable(string path, string reason, Exception? inner) =>
        new($"{path} {reason}; {Variable} must name the folder of another ONNX Runtime for {Platform}, or be unset.", inner);

    // OrtApiBase of onnxruntime_c_api.h.
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct ApiBase
    {
        public readonly nint GetApi;
        public readonly nint GetVersionString;
    }
}
