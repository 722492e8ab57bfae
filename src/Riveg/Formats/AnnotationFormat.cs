using System.Text.Json;
using Riveg.Evidence;

namespace Riveg.Formats;

/// <summary>The form of annotations in JSON, which has a number.</summary>
internal static class AnnotationFormat
{
    /// <summary>
    /// The form that is written, in the field <c>format</c>. 1: Riveg 0.1, without the field. 2: observations and candidates. Both are
    /// read; a newer one is refused.
    /// </summary>
    public const int Version = 2;

    /// <summary>Refuses an annotation of a form that this Riveg does not know.</summary>
    /// <exception cref="FormatException">It is; the message names the form.</exception>
    internal static void Check(JsonElement root)
    {
        if (!root.TryGetProperty("format", out var format) || format.ValueKind == JsonValueKind.Null)
        {
            return;
        }

        if (format.ValueKind != JsonValueKind.Number || !format.TryGetInt32(out var version) || version < 1)
        {
            throw new FormatException("\"format\" is no whole number from 1 on");
        }

        if (version > Version)
        {
            throw new FormatException(
                $"the annotation is of format {version}; this Riveg reads 1 to {Version}, so a newer one wrote it: update Riveg");
        }
    }

    /// <summary>A kind's name in JSON.</summary>
    internal static string NameOf(ObservationKind kind) => kind switch
    {
        ObservationKind.Caption => "caption",
        ObservationKind.Face => "face",
        ObservationKind.Object => "object",
        ObservationKind.Word => "word",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of observation."),
    };

    /// <summary>The kind of a name in JSON.</summary>
    /// <exception cref="FormatException">There is none of that name.</exception>
    internal static ObservationKind KindOf(string name) =>
        Enum.GetValues<ObservationKind>().Cast<ObservationKind?>().FirstOrDefault(k => NameOf(k!.Value) == name)
        ?? throw new FormatException(
            $"\"kind\" is \"{name}\"; there are {string.Join(", ", Enum.GetValues<ObservationKind>().Select(NameOf))}");
}
