using System.Globalization;
using Riveg.Regions;
using Spectre.Console;
using Region = Riveg.Regions.Region;

namespace Riveg.Cli.Output;

/// <summary>One annotation as a table for people.</summary>
internal static class AnnotationTable
{
    public static void Write(AnnotationResult result)
    {
        Console.WriteLine(Heading(result));
        if (result.Entities.Count == 0)
        {
            Console.WriteLine("The text names no entity.");
            return;
        }

        var table = new Table { Border = TableBorder.Rounded };
        foreach (var column in new[] { "entity", "type", "score", "in the picture", "box", "what it is" })
        {
            table.AddColumn(column);
        }

        foreach (var entity in result.Entities)
        {
            table.AddText(
                entity.Text,
                entity.Mention.Type.Name,
                Percent(entity.Mention.Score),
                Presence(result, entity),
                string.Join("; ", entity.Regions.Select(Describe)),
                entity.Expansion ?? string.Empty);
        }

        Tables.Write(table);
    }

    private static string Heading(AnnotationResult result) => result.Image switch
    {
        null => $"profile {result.Provenance?.Profile}, without a picture",
        { Fault: not null } => $"profile {result.Provenance?.Profile}; the picture could not be read",
        { Unseen: true } =>
            $"profile {result.Provenance?.Profile}; nobody looked at the picture: what is said of it is a guess from the text",
        _ => $"profile {result.Provenance?.Profile}; \"in the picture\" has the answer and its probability, "
            + $"decided by {result.Provenance?.Decision}",
    };

    // The probability is that of the answer which stands before it.
    private static string Presence(AnnotationResult result, AnnotatedEntity entity) => (entity.Presence, entity.Entailment) switch
    {
        (EntityPresence.InPicture, { } p) => $"yes ({Percent(p)})",
        (EntityPresence.NotInPicture, { } p and > 0.5) => $"no sure place ({Percent(p)} that it is in)",
        (EntityPresence.NotInPicture, { } p) => $"no ({Percent(1 - p)})",
        (EntityPresence.InPicture, null) => "yes",
        (EntityPresence.NotInPicture, null) => "no picture",
        _ => "not judged",
    };

    private static string Describe(Region region)
    {
        var form = region.Unit == RegionUnit.Relative ? "F2" : "F0";
        string Number(double value) => value.ToString(form, CultureInfo.InvariantCulture);
        var unit = region.Unit == RegionUnit.Relative ? " (relative)" : string.Empty;
        var outline = region.Mask is { IsPlaceholder: true } ? " (no outline found: its mask is an ellipse)" : string.Empty;
        return $"{Number(region.Box.X0)} {Number(region.Box.Y0)} {Number(region.Box.X1)} {Number(region.Box.Y1)}{unit}{outline}";
    }

    private static string Percent(double value) => value.ToString("P0", CultureInfo.InvariantCulture);
}
