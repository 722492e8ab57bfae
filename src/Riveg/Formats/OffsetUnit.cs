namespace Riveg.Formats;

/// <summary>What the offsets of a written annotation count.</summary>
internal enum OffsetUnit
{
    /// <summary>UTF-16 code units, as .NET, Java and JavaScript index strings; <c>utf-16</c>.</summary>
    Utf16,

    /// <summary>Unicode code points, as Python indexes strings; <c>code-points</c>.</summary>
    CodePoints,
}
