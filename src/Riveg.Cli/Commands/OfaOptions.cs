using System.CommandLine;
using Riveg.Cli.Profiles;
using Riveg.Cli.Usage;
using Riveg.Onnx.Ofa;
using Riveg.Onnx.Sessions;
using Riveg.Onnx.Store;

namespace Riveg.Cli.Commands;

/// <summary>The options that <c>riveg ground</c> and <c>riveg entail</c> share.</summary>
internal sealed class OfaOptions
{
    public Option<string> Model { get; } = new("--model")
    {
        Description = "An OFA that 'riveg models convert' made: its folder, or the name under which it was converted.",
        HelpName = "DIR",
        Required = true
    };

    public Option<string> Image { get; } = new("--image") { Description = "The picture.", HelpName = "FILE", Required = true };

    public Option<string> Expression { get; } = new("--expression")
    {
        Description = "What is asked about, such as \"a white truck\"; the first 80 words count, as published.",
        HelpName = "TEXT",
        Required = true
    };

    public Option<string> Device { get; } = new("--device")
    {
        Description = "Where the networks run.",
        HelpName = "cpu|cuda|directml|coreml",
        DefaultValueFactory = _ => "cpu"
    };

    public OfaOptions() => Device.AcceptOnlyFromAmong("cpu", "cuda", "directml", "coreml");

    /// <summary>What of the shared options is wrong.</summary>
    public IEnumerable<string> Faults(ParseResult parsed)
    {
        foreach (var fault in CommandLine.ImageFaults(parsed.PathOfRequired(Image)))
        {
            yield return fault;
        }

        if (string.IsNullOrWhiteSpace(parsed.GetValue(Expression)))
        {
            yield return "--expression is empty; say what to look for";
        }
    }

    /// <summary>Finds the model's folder.</summary>
    /// <param name="model">A folder or a name.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    public static async Task<string> LocateAsync(string model, CancellationToken cancellationToken)
    {
        using var store = ProfileSession.OpenStore();
        return await new ModelLocator(store).LocateAsync(model, Environment.CurrentDirectory, cancellationToken);
    }

    /// <summary>Opens the model.</summary>
    /// <param name="model">A folder or a name.</param>
    /// <param name="device">Where the networks run.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    public static async Task<OfaModel> OpenAsync(string model, string device, CancellationToken cancellationToken) => OfaModel.Open(
        await LocateAsync(model, cancellationToken),
        new OnnxSessionOptions { Device = Enum.Parse<OnnxDevice>(device, ignoreCase: true) });
}
