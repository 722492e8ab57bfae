using System.CommandLine;
using System.Globalization;
using Riveg.Builtin.Segmentation;
using Riveg.Cli.Output;
using Riveg.Cli.Usage;
using Riveg.Evaluation.Datasets;
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
    public Option<string?> Model { get; } = new("--model")
    {
        Description = "A folder with a SAM encoder and decoder ('riveg models convert' makes one); the built-in GrabCut otherwise.",
        HelpName = "DIR"
    };

    public Option<string> Image { get; } = new("--image") { Description = "The picture.", HelpName = "FILE", Required = true };

    public Option<string[]> Box { get; } = new("--box")
    {
        Description = "A box in pixels; may be given several times.",
        HelpName = "x0,y0,x1,y1",
        Required = true
    };

    public Option<string?> Output { get; } = new("--output", "-o")
    {
        Description = "Writes the masks as PNG, white on black, in the picture's size; several masks get -1, -2, ... before the ending; "
            + "earlier PNGs there are replaced, anything else is not.",
        HelpName = "mask.png",
    };

    public Option<OutputFormat> Format { get; } = OutputFormatOption.Create();

    public Option<string> Device { get; } = new("--device")
    {
        Description = "Where the network of --model runs.",
        HelpName = "cpu|cuda|directml|coreml",
        DefaultValueFactory = _ => "cpu"
    };

    public static Command Create()
    {
        var options = new SegmentCommand();
        options.Device.AcceptOnlyFromAmong("cpu", "cuda", "directml", "coreml");
        var command = new Command("segment", "Outlines what boxes of a picture show.")
        {
            options.Model,
            options.Image,
            options.Box,
            options.Output,
            options.Format,
            options.Device
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(SegmentRequest.From(options, parsed), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(SegmentRequest request, CancellationToken cancellationToken)
    {
        var picture = new ImageDecoder().Decode(ImageSource.FromFile(request.Image), cancellationToken);
        var size = new ImageSize(picture.Width, picture.Height);
        var boxes = request.Boxes.Select(b => InsidePicture(b.Text, b.Box, size)).ToList();
        var outputs = request.OutputPaths.Select(DerivedFile.PreparePicture).ToList();
        try
        {
            var segmenter = OpenSegmenter(request);
            using var owned = segmenter as IDisposable;
            var masks = await segmenter.SegmentAsync(picture, boxes, cancellationToken);
            foreach (var (output, mask) in outputs.Zip(masks))
            {
                output.Fill(stream => ImageEncoder.WritePng(mask, stream));
            }

            if (request.Format == OutputFormat.Json)
            {
                WriteJson(boxes, masks);
            }
            else if (outputs.Count == 0)
            {
                WriteTable(boxes, masks);
            }

            foreach (var (box, mask) in request.Boxes.Zip(masks).Where(m => m.Second.IsPlaceholder))
            {
                StandardStreams.Say($"no outline was found in the box {box.Text}; its mask is an ellipse.");
            }

            return ExitCode.Done;
        }
        finally
        {
            outputs.ForEach(o => o.Dispose());
        }
    }

    private static Segmenter OpenSegmenter(SegmentRequest request) => request.Model is { } folder
        ? SamSegmenter.Open(folder, new OnnxSessionOptions { Device = Enum.Parse<OnnxDevice>(request.Device, ignoreCase: true) })
        : new GrabCutSegmenter();

    private static Box InsidePicture(string text, Box box, ImageSize size)
    {
        if (BoxCheck.IsInFractions(box, size))
        {
            throw new UsageException($"The box \"{text}\" is in fractions of the picture, not in pixels; the picture has {size}.");
        }

        return box.IsProper && box.ClampTo(size).IsProper
            ? box.ClampTo(size)
            : throw new UsageException($"The box \"{text}\" has no area inside the picture of {size}.");
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
