using Riveg.Networks.Conversion;
using Riveg.Networks.Tagging;
using Riveg.Onnx.Sessions;
using Riveg.Posts;
using Riveg.Recognition;

namespace Riveg.Onnx.Recognition;

/// <summary>The labels and the chain of a small tagger, and whether its files fit together.</summary>
/// <param name="Labels">The labels.</param>
/// <param name="Chain">The CRF's scores over them.</param>
internal sealed record TaggerShape(BioesLabels Labels, ChainScores Chain)
{
    private const int LabelsOfAType = 4;
    private const string Remedy = "restore the folder, or train the tagger again";

    /// <summary>Reads a description.</summary>
    /// <param name="description">How scores become mentions.</param>
    /// <param name="place">How messages say where the model lies.</param>
    /// <exception cref="InvalidDataException">Labels and chain do not fit together.</exception>
    public static TaggerShape Of(TaggerDescription description, string place)
    {
        var labels = new BioesLabels(
            [.. description.Labels.Where((_, i) => i % LabelsOfAType == 0).SkipLast(1).Select(l => EntityType.Parse(TypeOf(l)))]);
        if (labels.Types.Count == 0 || !labels.Names.SequenceEqual(description.Labels))
        {
            throw new InvalidDataException(
                $"{place} has the labels {string.Join(", ", description.Labels)}, where B, I, E and S of each type and then O are read; "
                + $"{Remedy}.");
        }

        return new TaggerShape(labels, CrfScores.Of(description.Crf, labels.Count, place, Remedy));
    }

    /// <summary>Lets files pass that fit together.</summary>
    /// <param name="reader">The words that the tagger knows.</param>
    /// <param name="network">The network.</param>
    /// <param name="description">What the model says of itself.</param>
    /// <param name="place">How messages say where the model lies.</param>
    /// <exception cref="InvalidDataException">They do not; the message says which.</exception>
    public void Require(TaggerReader reader, OnnxSession network, TaggerDescription description, string place)
    {
        if (reader.Vectors.Width != description.WordWidth)
        {
            throw new InvalidDataException(
                $"{place} was trained on vectors of {description.WordWidth} numbers, and {TaggerDescription.VectorsFile} has "
                + $"{reader.Vectors.Width}; {Remedy}.");
        }

        if (description.FormSizes is { } sizes && !sizes.SequenceEqual(reader.FormSizes))
        {
            throw new InvalidDataException(
                $"{place} was trained on forms of {string.Join(", ", sizes)} values, and {TaggerDescription.ClustersFile} has "
                + $"{string.Join(", ", reader.FormSizes)}; {Remedy}.");
        }

        (string Name, int Width)[] inputs =
        [
            (TaggerBatch.WordsName, reader.WordWidth), (TaggerBatch.FormsName, TaggerForms.Columns),
            (TaggerBatch.LettersName, Letters.PerWord), (TaggerBatch.KnowledgeName, reader.KnowledgeWidth),
        ];
        var fits = inputs.All(i => network.Input(i.Name) is { Shape: [_, _, var width] } && width == i.Width)
            && network.HasInput(TaggerBatch.LengthsName)
            && network.Output(TaggerBatch.EmissionsName) is { Shape: [_, _, var scores] } && scores == Labels.Count;
        if (!fits)
        {
            throw new InvalidDataException(
                $"{network.Path} takes {string.Join(", ", network.Inputs)} and gives {string.Join(", ", network.Outputs)}; wanted are "
                + $"{string.Join(", ", inputs.Select(i => $"{i.Name} [posts, tokens, {i.Width}]"))} and {TaggerBatch.LengthsName} to "
                + $"{TaggerBatch.EmissionsName} [posts, tokens, {Labels.Count}]; {Remedy}.");
        }
    }

    private static string TypeOf(string label) => EntityTag.Parse(label) is { IsOutside: false } tag ? tag.TypeName! : "?";
}
