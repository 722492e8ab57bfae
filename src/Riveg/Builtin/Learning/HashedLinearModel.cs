namespace Riveg.Builtin.Learning;

/// <summary>A linear model over hashed binary features with one or more outputs. Immutable and thread-safe.</summary>
internal sealed class HashedLinearModel
{
    private readonly uint[] keys;
    private readonly float[] weights;
    private readonly float[] biases;
    private readonly Dictionary<uint, int> columns;

    /// <summary>Makes a model.</summary>
    /// <param name="keys">The features that have weights, strictly ascending.</param>
    /// <param name="weights">For each feature one weight for each output.</param>
    /// <param name="biases">One for each output.</param>
    public HashedLinearModel(uint[] keys, float[] weights, float[] biases)
    {
        this.keys = keys;
        this.biases = biases;

        // Stored as halves; rounding here makes a trained model equal to its stored copy.
        this.weights = Array.ConvertAll(weights, w => (float)(Half)w);
        columns = new Dictionary<uint, int>(keys.Length);
        for (var i = 0; i < keys.Length; i++)
        {
            columns.Add(keys[i], i);
        }
    }

    /// <summary>How many outputs the model has.</summary>
    public int OutputCount => biases.Length;

    /// <summary>How many features have weights.</summary>
    public int FeatureCount => keys.Length;

    /// <summary>The only output's score (log-odds) of an example.</summary>
    public double Score(ReadOnlySpan<uint> features)
    {
        Span<double> scores = stackalloc double[1];
        Score(features, scores);
        return scores[0];
    }

    /// <summary>The scores (log-odds) of an example, one for each output.</summary>
    public void Score(ReadOnlySpan<uint> features, Span<double> scores)
    {
        for (var k = 0; k < biases.Length; k++)
        {
            scores[k] = biases[k];
        }

        foreach (var feature in features)
        {
            if (columns.TryGetValue(feature, out var column))
            {
                var row = weights.AsSpan(column * biases.Length, biases.Length);
                for (var k = 0; k < row.Length; k++)
                {
                    scores[k] += row[k];
                }
            }
        }
    }

    /// <summary>Writes the model: counts, biases, then for each feature its key and its weights as halves.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(biases.Length);
        writer.Write(keys.Length);
        foreach (var bias in biases)
        {
            writer.Write(bias);
        }

        foreach (var key in keys)
        {
            writer.Write(key);
        }

        foreach (var weight in weights)
        {
            writer.Write((Half)weight);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The data is not of that form.</exception>
    public static HashedLinearModel Read(BinaryReader reader)
    {
        var outputs = reader.ReadInt32();
        var features = reader.ReadInt32();
        if (outputs is < 1 or > 4096 || features is < 0 or > 10_000_000 || (long)outputs * features > Array.MaxLength)
        {
            throw new InvalidDataException($"A linear model with {features} features and {outputs} outputs is not possible.");
        }

        var readBiases = ReadMany(reader, outputs, r => r.ReadSingle());
        var readKeys = ReadMany(reader, features, r => r.ReadUInt32());
        var readWeights = ReadMany(reader, features * outputs, r => (float)r.ReadHalf());
        if (!readBiases.All(float.IsFinite) || !readWeights.All(float.IsFinite))
        {
            throw new InvalidDataException("A weight of a linear model is no number.");
        }

        for (var i = 1; i < readKeys.Length; i++)
        {
            if (readKeys[i] <= readKeys[i - 1])
            {
                throw new InvalidDataException("The features of a linear model are out of order.");
            }
        }

        return new HashedLinearModel(readKeys, readWeights, readBiases);
    }

    private static T[] ReadMany<T>(BinaryReader reader, int count, Func<BinaryReader, T> read)
    {
        var values = new List<T>(Math.Min(count, 1 << 16));
        for (var i = 0; i < count; i++)
        {
            values.Add(read(reader));
        }

        return [.. values];
    }
}
