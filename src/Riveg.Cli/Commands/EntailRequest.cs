using System.CommandLine;
using Riveg.Cli.Output;
using Riveg.Cli.Usage;
using Riveg.Onnx.Ofa;

namespace Riveg.Cli.Commands;

/// <summary>What <c>riveg entail</c> was asked to do, with nothing opened yet.</summary>
/// <param name="Model">A folder or a name.</param>
/// <param name="Image">The picture.</param>
/// <param name="Expression">What is asked about.</param>
/// <param name="Caption">What is said of the picture; null for nothing.</param>
/// <param name="Prompt">What the answer is written behind.</param>
/// <param name="Order">Which text comes first.</param>
/// <param name="Device">Where the networks run.</param>
/// <param name="Format">A table or JSON.</param>
internal sealed record EntailRequest(
    string Model,
    string Image,
    string Expression,
    string? Caption,
    OfaPromptKind Prompt,
    OfaTextOrder Order,
    string Device,
    OutputFormat Format)
{
    /// <summary>The words of <c>--prompt</c>.</summary>
    public static IReadOnlyDictionary<string, OfaPromptKind> Prompts { get; } = new Dictionary<string, OfaPromptKind>
    {
        ["none"] = OfaPromptKind.None,
        ["src"] = OfaPromptKind.Src,
        ["prev-output"] = OfaPromptKind.PrevOutput,
    };

    /// <summary>The words of <c>--order</c>.</summary>
    public static IReadOnlyDictionary<string, OfaTextOrder> Orders { get; } = new Dictionary<string, OfaTextOrder>
    {
        ["published"] = OfaTextOrder.Published,
        ["natural"] = OfaTextOrder.Natural,
    };

    /// <summary>Reads the command line.</summary>
    /// <exception cref="UsageException">Names every fault.</exception>
    public static EntailRequest From(EntailCommand options, ParseResult parsed)
    {
        var common = options.Common;
        var caption = parsed.GetValue(options.Caption);
        var faults = common.Faults(parsed).ToList();
        if (caption is not null && string.IsNullOrWhiteSpace(caption))
        {
            faults.Add("--caption is empty; leave it out to ask about the picture alone");
        }

        if (caption is null)
        {
            faults.AddRange(parsed.Unused("--caption", options.Order));
        }

        CommandLine.Refuse(faults);
        return new EntailRequest(
            parsed.PathOfRequired(common.Model),
            parsed.PathOfRequired(common.Image),
            parsed.GetValue(common.Expression)!,
            caption,
            Prompts[parsed.GetValue(options.Prompt)!],
            Orders[parsed.GetValue(options.Order)!],
            parsed.GetValue(common.Device)!,
            parsed.GetValue(options.Format));
    }
}
