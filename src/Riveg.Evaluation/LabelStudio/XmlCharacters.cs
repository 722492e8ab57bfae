using System.Xml;

namespace Riveg.Evaluation.LabelStudio;

/// <summary>Texts in XML, which cannot hold every character.</summary>
internal static class XmlCharacters
{
    /// <summary>The text with U+FFFD for each character that XML has no way to write.</summary>
    public static string Clean(string text)
    {
        var clean = text.ToCharArray();
        for (var i = 0; i < clean.Length; i++)
        {
            if (i + 1 < clean.Length && XmlConvert.IsXmlSurrogatePair(clean[i + 1], clean[i]))
            {
                i++;
            }
            else if (!XmlConvert.IsXmlChar(clean[i]))
            {
                clean[i] = '\uFFFD';
            }
        }

        return new string(clean);
    }
}
