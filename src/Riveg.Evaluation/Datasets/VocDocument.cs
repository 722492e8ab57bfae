using System.Text.RegularExpressions;
using System.Text;
using System.Xml.Linq;
using System.Xml;
using Riveg.Formats;

namespace Riveg.Evaluation.Datasets;

/// <summary>
/// Opens a Pascal VOC file as tools write them: in the encoding that it declares (GBK is common), with a DOCTYPE that is passed over and
/// never resolved.
/// Nesting is limited, for a reader's time grows with the square of the depth.
/// </summary>
internal static partial class VocDocument
{
    private const int MostBytes = 10_000_000;
    private const int MostLevels = 100;

    /// <summary>Reads a file.</summary>
    /// <exception cref="XmlException">It is not XML, or over a limit; the message is for the user.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static XElement Load(string path)
    {
        if (new FileInfo(path).Length > MostBytes)
        {
            throw new XmlException($"it has more than {MostBytes} bytes");
        }

        // Once more: a device has no length.
        using var file = File.OpenRead(path);
        var bytes = InputStream.ReadWhole(file, MostBytes);
        using var text = new StreamReader(new MemoryStream(bytes), EncodingOf(bytes), detectEncodingFromByteOrderMarks: true);
        try
        {
            using var reader = new ShallowReader(text);
            return XDocument.Load(reader).Root!;
        }
        catch (XmlException exception) when (exception is not TooDeepException)
        {
            throw new XmlException(
                exception.LineNumber > 0
                    ? $"not XML at line {exception.LineNumber}, character {exception.LinePosition}"
                    : "it holds no element",
                exception);
        }
        catch (DecoderFallbackException exception)
        {
            throw new XmlException("its bytes are not of the encoding that it declares (UTF-8 where it declares none)", exception);
        }
    }

    private static Encoding EncodingOf(byte[] bytes)
    {
        var head = Encoding.Latin1.GetString(bytes.AsSpan(0, Math.Min(200, bytes.Length)));
        var name = Declaration().Match(head) is { Success: true } match ? match.Groups["name"].Value : "utf-8";

        // A declaration that can be read byte by byte belongs to no UTF-16 file; those have a byte order mark.
        if (name.StartsWith("utf-16", StringComparison.OrdinalIgnoreCase))
        {
            name = "utf-8";
        }

        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(
                name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
                ?? Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw new XmlException($"its encoding \"{name}\" is not known", exception);
        }
    }

    [GeneratedRegex("""^[^<]{0,3}<\?xml[^>]*\sencoding\s*=\s*["'](?<name>[^"']+)["']""")]
    private static partial Regex Declaration();

    private sealed class ShallowReader : XmlTextReader
    {
        public ShallowReader(TextReader text)
            : base(text)
        {
            DtdProcessing = DtdProcessing.Ignore;
            XmlResolver = null;
            EntityHandling = EntityHandling.ExpandEntities;
        }

        public override bool Read()
        {
            var isThere = base.Read();
            return Depth <= MostLevels ? isThere : throw new TooDeepException();
        }
    }

    private sealed class TooDeepException() : XmlException($"its elements are nested more than {MostLevels} levels deep");
}
