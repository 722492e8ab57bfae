using System.CommandLine;
using System.Globalization;
using Riveg.Cli.Output;
using Riveg.Cli.Usage;
using Riveg.Regions;

namespace Riveg.Cli.Commands;

/// <summary>What <c>riveg segment</c> was asked to do: checked, with nothing opened yet.</summary>
/// <param name="Model">The folder of a SAM; null for GrabCut.</param>
/// <param name="Device">Where the network runs.</param>
/// <param name="Image">The picture.</param>
/// <param name="Boxes">As they were written, and as boxes.</param>
/// <param name="Output">The masks' file, or the beginning of their names; null for none.</param>
/// <param name="Format">A table or JSON.</param>
internal sealed record SegmentRequest(
    string? Model, string Device, string Image, IReadOnlyList<(string Text, Box Box)> Boxes, string? Output, OutputFormat Format)
{
    /// <summary>One file for each box.</summary>
    public IReadOnlyList<string> OutputPaths => Output is null
        ? []
        : Boxes.Count == 1
            ? [Output]
            : [.. Boxes.Select((_, i) => Path.Combine(
                Path.GetDirectoryName(Output) ?? string.Empty,
                $"{Path.GetFileNameWithoutExtension(Output)}-{i + 1}{Path.GetExtension(Output)}"))];

    /// <summary>Reads the command line.</summary>
    /// <exception cref="UsageException">Names every fault.</exception>
    public static SegmentRequest From(SegmentCommand options, ParseResult parsed)
    {
        var faults = new List<string>();
        if (!parsed.IsGiven(options.Model))
        {
            faults.AddRange(parsed.Unused("--model", options.Device));
        }

        if (parsed.IsGiven(options.Output) && parsed.IsGiven(options.Format) && parsed.GetValue(options.Format) == OutputFormat.Table)
        {
            faults.Add("--format table goes without -o, which writes the masks");
        }

        faults.AddRange(CommandLine.ImageFaults(parsed.PathOfRequired(options.Image)));
        var boxes = parsed.GetValue(options.Box)!.Select(text => (Text: text, Box: ReadBox(text))).ToList();
        faults.AddRange(boxes.Where(b => b.Box is null).Select(b => $"the box \"{b.Text}\" is not four numbers x0,y0,x1,y1"));
        CommandLine.Refuse(faults);
        var request = new SegmentRequest(
            parsed.PathOf(options.Model),
            parsed.GetValue(options.Device)!,
            parsed.PathOfRequired(options.Image),
            [.. boxes.Select(b => (b.Text, b.Box!.Value))],
            parsed.PathOf(options.Output),
            parsed.GetValue(options.Format));
        OutputFile.RefuseInputs(request.OutputPaths.Select(p => ("-o", (string?)p)), [request.Image, .. ModelFiles(request.Model)]);
        return request;
    }

    private static string[] ModelFiles(string? folder) => folder is not null && Directory.Exists(folder) ? Directory.GetFiles(folder) : [];

    private static Box? ReadBox(string text)
    {
        var values = new double[4];
        var parts = text.Split(',');
        for (var i = 0; i < 4; i++)
        {
            if (parts.Length != 4
                || !double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out values[i])
                || !double.IsFinite(values[i]))
            {
                return null;
            }
        }

        return new Box(values[0], values[1], values[2], values[3]);
    }
}
