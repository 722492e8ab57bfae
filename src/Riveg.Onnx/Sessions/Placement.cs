using System.Text.Json;

namespace Riveg.Onnx.Sessions;

/// <summary>
/// Which execution provider ran how many of a network's operations, read from ONNX Runtime's own trace of a run. A provider may leave
/// operations to the CPU; this is the only place where that shows.
/// </summary>
/// <param name="Operations">The number of operations by the provider's name, such as <c>CUDAExecutionProvider</c>.</param>
internal sealed record Placement(IReadOnlyDictionary<string, int> Operations)
{
    /// <summary>How many operations ran on a device.</summary>
    public int On(OnnxDevice device) => Operations.GetValueOrDefault(device.Provider());

    /// <summary>The device's name, and how much of the network it really ran where that is not all.</summary>
    public string Describe(OnnxDevice device)
    {
        var all = Operations.Values.Sum();
        return On(device) == all
            ? device.Name()
            : $"{device.Name()} ({On(device)} of {all} operations, the others on {OthersThan(device)})";
    }

    /// <summary>Reads a trace file: events of the category <c>Node</c> name their provider.</summary>
    public static Placement Read(string tracePath)
    {
        using var stream = File.OpenRead(tracePath);
        using var trace = JsonDocument.Parse(stream);
        return new Placement(trace.RootElement.EnumerateArray()
            .Where(e => e.TryGetProperty("cat", out var category) && category.GetString() == "Node")
            .Select(e => e.TryGetProperty("args", out var args) && args.TryGetProperty("provider", out var provider)
                ? provider.GetString()
                : null)
            .OfType<string>()
            .GroupBy(p => p, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal));
    }

    private string OthersThan(OnnxDevice device) =>
        string.Join(", ", Operations.Keys.Where(p => p != device.Provider()).Order(StringComparer.Ordinal).Select(NameOf));

    private static string NameOf(string provider) =>
        OnnxDevices.All.Where(d => d.Provider() == provider).Select(OnnxDevices.Name).FirstOrDefault() ?? provider;
}
