using System.Globalization;
using System.Text.Json;
using Riveg.Evaluation.Photos;
using Riveg.Evaluation.Reports;

namespace Riveg.Cli.Output;

/// <summary>What was measured on photographs as a table and as JSON; docs/benchmarks.md has the JSON's form.</summary>
internal static class PhotoFigureOutput
{
    private static readonly (PhotoFigure Figure, string Name)[] Names =
    [
        (PhotoFigure.Mner, "mner"),
        (PhotoFigure.Gmner, "gmner"),
        (PhotoFigure.Smner, "smner"),
        (PhotoFigure.EntailmentAccuracy, "entailment accuracy"),
        (PhotoFigure.CalibrationError, "calibration error"),
        (PhotoFigure.GroundableRight, "groundableRight"),
        (PhotoFigure.AbsentBoxed, "absentBoxed"),
        (PhotoFigure.MaskIou, "maskIou"),
        (PhotoFigure.SecondsPerPicture, "secondsPerPicture"),
    ];

    public static void Write(OutputFormat format, PhotoMeasurement measurement)
    {
        if (format == OutputFormat.Json)
        {
            JsonOutput.Write(writer => WriteJson(writer, measurement));
        }
        else
        {
            WriteTable(measurement);
        }
    }

    private static void WriteTable(PhotoMeasurement measurement)
    {
        var size = measurement.Size;
        Column<(PhotoFigure Figure, string Name)>[] columns =
        [
            new("figure (95 % interval)", r => r.Name),
            .. measurement.Profiles.Concat(measurement.Baselines).Select(s => new Column<(PhotoFigure Figure, string Name)>(
                s.Name, r => s.Figures.TryGetValue(r.Figure, out var figure) ? Text(figure) : string.Empty)),
        ];
        var rows = Names.Where(n => measurement.Profiles.Any(p => p.Figures.ContainsKey(n.Figure)));
        Tables.Write(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{measurement.Dataset} {size.Split}: {size.Posts} posts, {size.Names} names, {size.InPicture} in their pictures; "
                    + $"{(measurement.IsNatural ? "mentions as found" : "gold mentions")}, "
                    + $"{(measurement.HasKnowledge ? "with" : "without")} knowledge"),
            ValueTable.Of(columns, rows));
    }

    private static void WriteJson(Utf8JsonWriter writer, PhotoMeasurement measurement)
    {
        writer.WriteStartObject();
        writer.WriteString("dataset", measurement.Dataset);
        writer.WriteString("split", measurement.Size.Split);
        writer.WriteNumber("posts", measurement.Size.Posts);
        writer.WriteNumber("names", measurement.Size.Names);
        writer.WriteNumber("inPicture", measurement.Size.InPicture);
        writer.WriteString("mentions", measurement.IsNatural ? "natural" : "gold");
        writer.WriteBoolean("knowledge", measurement.HasKnowledge);
        writer.WriteStartArray("profiles");
        foreach (var profile in measurement.Profiles)
        {
            writer.WriteStartObject();
            writer.WriteString("profile", profile.Name);
            writer.WriteNumber("failed", profile.Failed);
            WriteFigures(writer, profile.Figures);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartObject("baselines");
        foreach (var baseline in measurement.Baselines)
        {
            writer.WriteStartObject(baseline.Name);
            WriteFigures(writer, baseline.Figures);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteFigures(Utf8JsonWriter writer, IReadOnlyDictionary<PhotoFigure, MeasuredFigure> figures)
    {
        foreach (var (key, name) in Names)
        {
            if (!figures.TryGetValue(key, out var figure))
            {
                continue;
            }

            switch (key)
            {
                case PhotoFigure.EntailmentAccuracy:
                    writer.WriteStartObject("entailment");
                    writer.WriteNumber("accuracy", figure.Value);
                    writer.WriteNumber("calibrationError", figures[PhotoFigure.CalibrationError].Value);
                    writer.WriteEndObject();
                    break;
                case PhotoFigure.CalibrationError:
                    break;
                default:
                    writer.WriteNumber(name, figure.Value);
                    break;
            }
        }

        writer.WriteStartObject("intervals");
        foreach (var (key, name) in Names.Where(n => figures.ContainsKey(n.Figure)))
        {
            writer.WriteStartArray(key switch
            {
                PhotoFigure.EntailmentAccuracy => "accuracy",
                PhotoFigure.CalibrationError => "calibrationError",
                _ => name,
            });
            writer.WriteNumberValue(figures[key].Interval.Low);
            writer.WriteNumberValue(figures[key].Interval.High);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.WriteStartObject("of");
        foreach (var (key, name) in Names.Where(n => figures.ContainsKey(n.Figure) && n.Figure != PhotoFigure.CalibrationError))
        {
            writer.WriteNumber(key == PhotoFigure.EntailmentAccuracy ? "entailment" : name, figures[key].Of);
        }

        writer.WriteEndObject();
    }

    private static string Text(MeasuredFigure figure) => string.Create(
        CultureInfo.InvariantCulture, $"{figure.Value:F3} ({figure.Interval.Low:F3} .. {figure.Interval.High:F3})");
}
