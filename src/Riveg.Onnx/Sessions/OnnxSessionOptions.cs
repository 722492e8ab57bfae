using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Riveg.Settings;

namespace Riveg.Onnx.Sessions;

/// <summary>How a network is run: the <c>onnx</c> section of a profile, and of each stage with a network.</summary>
[Description("How networks are run; holds for all stages with one.")]
public sealed record OnnxSessionOptions
{
    /// <summary>Where it runs. A device that is not there is an error; nothing falls back.</summary>
    /// <value>The default value is cpu.</value>
    [Description("Where it runs. A device that is not there is an error; nothing falls back.")]
    public OnnxDevice Device { get; init; } = OnnxDevice.Cpu;

    /// <summary>The number of threads inside an operation; 0 for one on each core.</summary>
    /// <value>The default value is 0; at least 0.</value>
    [Description("The number of threads inside an operation; 0 for one on each core.")]
    [Range(0, int.MaxValue)]
    public int Threads { get; init; }

    /// <summary>The GPU's number, for cuda and directml.</summary>
    /// <value>The default value is 0; at least 0.</value>
    [Description("The GPU's number, for cuda and directml.")]
    [Range(0, int.MaxValue)]
    public int DeviceIndex { get; init; }

    internal void Validate() => SettingsCheck.Validate(this, "The session's options");
}
