namespace Riveg.Lexicon;

/// <summary>What a noun means: its kinds and the classes that it shows as, the likeliest first. Immutable.</summary>
/// <param name="Kinds">Each with its probability; at least one.</param>
/// <param name="Classes">Each with its weight (<see cref="ClassMatch"/>), as places in <see cref="CocoClasses"/>; may be empty.</param>
internal sealed record NounReading(
    IReadOnlyList<(ThingKind Kind, double Probability)> Kinds, IReadOnlyList<(int Label, double Weight)> Classes)
{
    private const int KindSteps = 10;
    private const int WeightSteps = 20;

    /// <summary>The likeliest kind.</summary>
    public ThingKind Kind => Kinds[0].Kind;

    public static NounReading Read(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var kinds = new (ThingKind, double)[reader.ReadByte()];
        for (var i = 0; i < kinds.Length; i++)
        {
            kinds[i] = ((ThingKind)reader.ReadByte(), reader.ReadByte() / (double)KindSteps);
        }

        var classes = new (int, double)[reader.ReadByte()];
        for (var i = 0; i < classes.Length; i++)
        {
            classes[i] = (reader.ReadByte(), reader.ReadByte() / (double)WeightSteps);
        }

        return new NounReading(kinds, classes);
    }

    /// <summary>Writes it, with kinds in tenths and weights in twentieths.</summary>
    public void Write(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write((byte)Kinds.Count);
        foreach (var (kind, probability) in Kinds)
        {
            writer.Write((byte)kind);
            writer.Write((byte)Math.Round(probability * KindSteps));
        }

        writer.Write((byte)Classes.Count);
        foreach (var (label, weight) in Classes)
        {
            writer.Write((byte)label);
            writer.Write((byte)Math.Round(weight * WeightSteps));
        }
    }

    /// <summary>The same as it is read back.</summary>
    public NounReading Rounded()
    {
        return new NounReading(
            [.. Kinds.Select(k => (k.Kind, Math.Round(k.Probability * KindSteps) / KindSteps)).Where(k => k.Item2 > 0)],
            [.. Classes.Select(c => (c.Label, Math.Round(c.Weight * WeightSteps) / WeightSteps)).Where(c => c.Item2 > 0)]);
    }
}
