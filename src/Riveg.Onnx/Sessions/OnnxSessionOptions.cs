namespace Riveg.Onnx.Sessions;

/// <summary>How a network is run.</summary>
public sealed record OnnxSessionOptions
{
    /// <summary>Where it runs. A device that is not there is an error; nothing falls back.</summary>
    /// <value>The default is <see cref="OnnxDevice.Cpu"/>.</value>
    public OnnxDevice Device { get; init; } = OnnxDevice.Cpu;

    /// <summary>The number of threads inside an operation; 0 for one on each core.</summary>
    /// <value>The default is 0.</value>
    public int Threads { get; init; }

    /// <summary>The GPU's number, for <see cref="OnnxDevice.Cuda"/> and <see cref="OnnxDevice.DirectMl"/>.</summary>
    /// <value>The default is 0.</value>
    public int DeviceIndex { get; init; }

    internal void Validate()
    {
        var faults = new List<string>();
        if (!Enum.IsDefined(Device))
        {
            faults.Add($"{nameof(Device)} {Device} does not exist");
        }

        if (Threads < 0)
        {
            faults.Add($"{nameof(Threads)} must not be negative");
        }

        if (DeviceIndex < 0)
        {
            faults.Add($"{nameof(DeviceIndex)} must not be negative");
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException($"The session's options are wrong: {string.Join("; ", faults)}.");
        }
    }
}
