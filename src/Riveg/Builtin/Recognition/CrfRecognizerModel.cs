using System.Text;
using Riveg.Posts;
using Riveg.Recognition;
using Riveg.Recognition.Reading;

namespace Riveg.Builtin.Recognition;

/// <summary>
/// The learned part of <see cref="CrfEntityRecognizer"/>: one linear-chain CRF with two views, text alone and text with auxiliary
/// knowledge. Immutable and safe to share between threads.
/// </summary>
internal sealed class CrfRecognizerModel
{
    private const uint Magic = 0x46524352; // "RCRF"
    private const int Version = 2;
    private const int MostTypes = 256;

    internal CrfRecognizerModel(BioesLabels labels, WordClusters clusters, CrfParameters textView, CrfParameters knowledgeView)
    {
        Labels = labels;
        Clusters = clusters;
        TextView = textView;
        KnowledgeView = knowledgeView;
    }

    /// <summary>The types that the model can give.</summary>
    public IReadOnlyList<EntityType> Types => Labels.Types;

    /// <summary>How many features have weights, both views together.</summary>
    public int FeatureCount => TextView.Features + KnowledgeView.Features;

    internal BioesLabels Labels { get; }

    /// <summary>The clusters that its features look at; none if it was trained without.</summary>
    internal WordClusters Clusters { get; }

    internal CrfParameters TextView { get; }

    internal CrfParameters KnowledgeView { get; }

    /// <summary>Writes the model; the same model gives the same bytes.</summary>
    public void Write(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Magic);
        writer.Write(Version);
        writer.Write(Types.Count);
        foreach (var type in Types)
        {
            writer.Write(type.Name);
        }

        Clusters.Write(writer);
        TextView.Write(writer);
        KnowledgeView.Write(writer);
    }

    /// <summary>Reads what <see cref="Write"/> wrote, and no byte more.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a recogniser's model of this version, are cut off or damaged.</exception>
    public static CrfRecognizerModel Read(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        try
        {
            RequireHeader(reader);
            var labels = new BioesLabels(ReadTypes(reader));
            var clusters = WordClusters.Read(reader);
            return new CrfRecognizerModel(labels, clusters, CrfParameters.Read(reader, labels), CrfParameters.Read(reader, labels));
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException or InvalidDataException or InvalidOperationException
            or DecoderFallbackException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException(
                $"The recogniser's model cannot be read ({e.Message.TrimEnd('.')}): train it again or restore the file.", e);
        }
    }

    private static void RequireHeader(BinaryReader reader)
    {
        if (reader.ReadUInt32() != Magic)
        {
            throw new InvalidDataException("it does not begin as one");
        }

        var version = reader.ReadInt32();
        if (version != Version)
        {
            throw new InvalidDataException($"it has version {version}, this program reads version {Version}");
        }
    }

    private static EntityType[] ReadTypes(BinaryReader reader)
    {
        var count = reader.ReadInt32();
        if (count is < 1 or > MostTypes)
        {
            throw new InvalidDataException($"it names {count} types");
        }

        var types = new EntityType[count];
        for (var i = 0; i < count; i++)
        {
            types[i] = EntityType.Parse(reader.ReadString());
        }

        return types;
    }
}
