using System.Text.Json.Serialization;
using Riveg.Faults;

namespace Riveg.Onnx.Sessions;

/// <summary>Where a network runs.</summary>
public enum OnnxDevice
{
    /// <summary>The processor; always there. <c>cpu</c></summary>
    Cpu,

    /// <summary>A GPU of NVIDIA. <c>cuda</c></summary>
    Cuda,

    /// <summary>A GPU through DirectX 12, on Windows. <c>directml</c></summary>
    [JsonStringEnumMemberName("directml")]
    DirectMl,

    /// <summary>Apple's GPU and neural engine, on macOS. <c>coreml</c></summary>
    [JsonStringEnumMemberName("coreml")]
    CoreMl,
}

/// <summary>The devices' names in profiles and on the command line, and ONNX Runtime's names for them.</summary>
public static class OnnxDevices
{
    /// <summary>All devices.</summary>
    public static IReadOnlyList<OnnxDevice> All { get; } = Enum.GetValues<OnnxDevice>();

    /// <summary>The device's name, such as <c>cuda</c>.</summary>
    public static string Name(this OnnxDevice device) => device.ToString().ToLowerInvariant();

    /// <summary>Reads a device's name.</summary>
    /// <exception cref="ArgumentException">There is no such device.</exception>
    public static OnnxDevice Parse(string name) => All.Any(d => d.Name() == name)
        ? All.First(d => d.Name() == name)
        : throw new ArgumentException($"There is no device \"{name}\"; there are {string.Join(", ", All.Select(Name))}.");

    /// <summary>
    /// Whether the ONNX Runtime that is installed here was built for the device; whether the hardware is there shows when a session is
    /// opened.
    /// </summary>
    /// <exception cref="StageUnavailableException">ONNX Runtime itself cannot be loaded.</exception>
    public static bool IsSupported(this OnnxDevice device) => NativeRuntime.Providers.Contains(device.Provider());

    internal static string Provider(this OnnxDevice device) => device switch
    {
        OnnxDevice.Cuda => "CUDAExecutionProvider",
        OnnxDevice.DirectMl => "DmlExecutionProvider",
        OnnxDevice.CoreMl => "CoreMLExecutionProvider",
        _ => "CPUExecutionProvider",
    };

    internal static string Package(this OnnxDevice device) => device switch
    {
        OnnxDevice.Cuda => OperatingSystem.IsWindows() ? "Microsoft.ML.OnnxRuntime.Gpu.Windows" : "Microsoft.ML.OnnxRuntime.Gpu.Linux",
        OnnxDevice.DirectMl => "Microsoft.ML.OnnxRuntime.DirectML",
        _ => "Microsoft.ML.OnnxRuntime",
    };
}
