using System.Globalization;
using Riveg.Annotations;
using Riveg.Regions;
using Spectre.Console;
using Region = Riveg.Regions.Region;

namespace Riveg.Cli.Output;

/// <summary>One annotation as a table for people.</summary>
internal static class AnnotationTable
{
    public static void Write(AnnotationResult result)
    {
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
                $"{(entity.Regions.Count > 0 ? "yes" : "no")} ({(entity.Entailment is { } p ? Percent(p) : "not judged")})",
                string.Join("; ", entity.Regions.Select(Describe)),
                entity.Expansion ?? string.Empty);
        }

        Tables.Write(table);
    }

    private static string Describe(Region region)
    {
        var form = region.Unit == RegionUnit.Relative ? "F2" : "F0";
        string Number(double value) => value.ToString(form, CultureInfo.InvariantCulture);
        return $"{Number(region.Box.X0)} {Number(region.Box.Y0)} {Number(region.Box.X1)} {Number(region.Box.Y1)}{(region.Unit == RegionUnit.Relative ? " (relative)" : string.Empty)}";
    }

    private static string Percent(double value) => value.ToString("P0", CultureInfo.InvariantCulture);
}
