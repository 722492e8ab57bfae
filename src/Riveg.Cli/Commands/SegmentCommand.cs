using System.CommandLine;
using System.Globalization;
using Riveg.Cli.Output;
using Riveg.Datasets;
using Riveg.Formats;
using Riveg.Onnx.Segmentation;
using Riveg.Onnx.Sessions;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.Segmentation;

namespace Riveg.Cli.Commands;

/// <summary><c>riveg segment</c>: masks of boxes of one picture.</summary>
internal sealed class SegmentCommand
{
    private readonly Option<string?> model = new("--model") { Description = "A folder with a SAM encoder and decoder ('riveg models convert' makes one); the built-in GrabCut otherwise.", HelpName = "DIR" };
    private readonly Option<string> image = new("--image") { Description = "The picture.", HelpName = "FILE", Required = true };
    private readonly Option<string[]> box = new("--box") { Description = "A box in pixels; may be given several times.", HelpName = "x0,y0,x1,y1", Required = true };
    private readonly Option<string?> output = new("--output", "-o") { Description = "Writes the masks, white on black, in the picture's size; several masks get -1, -2, ... before the ending.", HelpName = "mask.png" };
    private readonly Option<OutputFormat> format = OutputFormatOption.Create();
    private readonly Option<string> device = new("--device") { Description = "Where the network runs.", HelpName = "cpu|cuda|directml|coreml", DefaultValueFactory = _ => "cpu" };

    public static Command Create()
    {
        var options = new SegmentCommand();
        options.device.AcceptOnlyFromAmong("cpu", "cuda", "directml", "coreml");
        var command = new Command("segment", "Outlines what boxes of a picture show.") { options.model, options.image, options.box, options.output, options.format, options.device };
        command.SetAction(options.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var picture = new ImageDecoder().Decode(ImageSource.FromFile(parsed.GetValue(image)!), cancellationToken);
        var size = new ImageSize(picture.Width, picture.Height);
        var boxes = parsed.GetValue(box)!.Select(b => ReadBox(b, size)).ToList();
        var segmenter = OpenSegmenter(parsed);
        using var owned = segmenter as IDisposable;
        var masks = await segmenter.SegmentAsync(picture, boxes, cancellationToken);
        if (parsed.GetValue(output) is { } path)
        {
            WritePictures(path, masks);
        }

        if (parsed.GetValue(format) == OutputFormat.Json)
        {
            WriteJson(boxes, masks);
        }
        else if (parsed.GetValue(output) is null)
        {
            WriteTable(boxes, masks);
        }

        return ExitCode.Done;
    }

    private ISegmenter OpenSegmenter(ParseResult parsed) => parsed.GetValue(model) is { } folder
        ? SamSegmenter.Open(folder, new OnnxSessionOptions { Device = Enum.Parse<OnnxDevice>(parsed.GetValue(device)!, ignoreCase: true) })
        : new GrabCutSegmenter();

    private static Box ReadBox(string text, ImageSize size)
    {
        var values = new double[4];
        var parts = text.Split(',');
        for (var i = 0; i < 4; i++)
        {
            if (parts.Length != 4 || !double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out values[i]))
            {
                throw new UsageException($"The box \"{text}\" is not four numbers x0,y0,x1,y1.");
            }
        }

        var box = new Box(values[0], values[1], values[2], values[3]);
        if (BoxCheck.IsInFractions(box, size))
        {
            throw new UsageException($"The box \"{text}\" is in fractions of the picture, not in pixels; the picture has {size}.");
        }

        return box.IsProper && box.ClampTo(size).IsProper
            ? box.ClampTo(size)
            : throw new UsageException($"The box \"{text}\" has no area inside the picture of {size}.");
    }

    private static void WritePictures(string path, IReadOnlyList<Mask> masks)
    {
        for (var i = 0; i < masks.Count; i++)
        {
            var name = masks.Count == 1 ? path : Path.Combine(Path.GetDirectoryName(path) ?? string.Empty, $"{Path.GetFileNameWithoutExtension(path)}-{i + 1}{Path.GetExtension(path)}");
            using var file = File.Create(name);
            ImageEncoder.WritePng(masks[i], file);
        }
    }

    private static void WriteTable(List<Box> boxes, IReadOnlyList<Mask> masks)
    {
        var table = Tables.Create("masks", "box", "pixels inside", "share of the box");
        for (var i = 0; i < masks.Count; i++)
        {
            table.AddText(
                string.Create(CultureInfo.InvariantCulture, $"{boxes[i].X0:F0} {boxes[i].Y0:F0} {boxes[i].X1:F0} {boxes[i].Y1:F0}"),
                masks[i].Area.ToString("N0", CultureInfo.InvariantCulture),
                (masks[i].Area / boxes[i].Area).ToString("P0", CultureInfo.InvariantCulture));
        }

        Tables.Write(table);
    }

    private static void WriteJson(List<Box> boxes, IReadOnlyList<Mask> masks) => JsonOutput.Write(writer =>
    {
        writer.WriteStartArray();
        for (var i = 0; i < masks.Count; i++)
        {
            writer.WriteStartObject();
            writer.WriteStartArray("box");
            foreach (var value in new[] { boxes[i].X0, boxes[i].Y0, boxes[i].X1, boxes[i].Y1 })
            {
                writer.WriteNumberValue(value);
            }

            writer.WriteEndArray();
            writer.WriteNumber("area", masks[i].Area);
            writer.WriteMask("mask", masks[i]);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });
}
