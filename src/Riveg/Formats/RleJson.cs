using System.Text.Json;
using Riveg.Regions;

namespace Riveg.Formats;

/// <summary>
/// A mask as COCO's compressed run lengths: <c>{"size":[height,width],"counts":"..."}</c>, with <c>"placeholder":true</c> where it only
/// stands for an outline.
/// </summary>
internal static class RleJson
{
    /// <summary>Writes a mask as an object's property.</summary>
    public static void WriteMask(this Utf8JsonWriter writer, string propertyName, Mask mask)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(mask);
        writer.WriteStartObject(propertyName);
        writer.WriteStartArray("size");
        writer.WriteNumberValue(mask.Height);
        writer.WriteNumberValue(mask.Width);
        writer.WriteEndArray();
        writer.WriteString("counts", mask.ToCocoString());
        if (mask.IsPlaceholder)
        {
            writer.WriteBoolean("placeholder", true);
        }

        writer.WriteEndObject();
    }
}
