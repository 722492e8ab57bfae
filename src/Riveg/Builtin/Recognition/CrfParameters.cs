using System.Numerics;
using System.Runtime.Intrinsics;
using Riveg.Packing;
using Riveg.Recognition;

namespace Riveg.Builtin.Recognition;

/// <summary>
/// What one view of the recogniser has learned: for each feature a row of whole-numbered weights, one for each label but <c>O</c> (whose
/// weights are zero), and the scores of the chain. Immutable and thread-safe.
/// </summary>
internal sealed class CrfParameters
{
    private const int Lane = 16;
    private const int MostFeatures = 1 << 24;
    private const int LabelsOfAType = 4;
    private const int LeastSteps = 2;

    private readonly BioesLabels labels;
    private readonly uint[] featureKeys;
    private readonly sbyte[] weightRows;
    private readonly float weightStep;
    private readonly int rowWidth;
    private readonly ulong[] slots;

    private CrfParameters(BioesLabels labels, uint[] keys, sbyte[] rows, float step, ChainScores chain)
    {
        this.labels = labels;
        featureKeys = keys;
        weightRows = rows;
        weightStep = step;
        Chain = chain;
        rowWidth = WidthOf(labels);
        slots = MakeTable(keys);
    }

    public ChainScores Chain { get; }

    public int Features => featureKeys.Length;

    /// <summary>The weights of a row, padded to whole vectors.</summary>
    public static int WidthOf(BioesLabels labels) => (labels.Outside + Lane - 1) / Lane * Lane;

    /// <summary>A chain without preferences that forbids what the labels' scheme forbids.</summary>
    public static ChainScores MakeChain(BioesLabels labels)
    {
        var n = labels.Count;
        var start = new double[n];
        var end = new double[n];
        var transitions = new double[n * n];
        for (var i = 0; i < n; i++)
        {
            start[i] = labels.MayStart(i) ? 0 : double.NegativeInfinity;
            end[i] = labels.MayEnd(i) ? 0 : double.NegativeInfinity;
            for (var j = 0; j < n; j++)
            {
                transitions[(i * n) + j] = labels.MayFollow(i, j) ? 0 : double.NegativeInfinity;
            }
        }

        return new ChainScores(start, transitions, end);
    }

    /// <summary>
    /// Rounds weights to whole steps and leaves out the features whose weights together come to less than <see cref="LeastSteps"/>: they
    /// move no decision and are many.
    /// </summary>
    public static CrfParameters Quantise(BioesLabels labels, uint[] keys, float[] weights, ChainScores chain, double step)
    {
        var width = WidthOf(labels);
        var keptKeys = new List<uint>();
        var rows = new List<sbyte>();
        var row = new sbyte[width];
        for (var f = 0; f < keys.Length; f++)
        {
            var steps = 0;
            for (var k = 0; k < width; k++)
            {
                row[k] = (sbyte)Math.Clamp(Math.Round(weights[(f * width) + k] / step), -127, 127);
                steps += Math.Abs((int)row[k]);
            }

            if (steps >= LeastSteps)
            {
                keptKeys.Add(keys[f]);
                rows.AddRange(row);
            }
        }

        return new CrfParameters(labels, [.. keptKeys], [.. rows], (float)step, chain);
    }

    /// <summary>The emission scores of all tokens, <c>[token * n + label]</c>.</summary>
    public void Score(FeatureBuffer features, Span<double> emissions)
    {
        var n = labels.Count;
        Span<short> sum = stackalloc short[rowWidth];
        for (var t = 0; t < features.Tokens; t++)
        {
            sum.Clear();
            foreach (var feature in features.Of(t))
            {
                var row = Find(feature);
                for (var k = 0; row >= 0 && k < rowWidth; k += Lane)
                {
                    ref var target = ref sum[k];
                    var (low, high) = Vector128.Widen(Vector128.LoadUnsafe(ref weightRows[row + k]));
                    Vector256.AddSaturate(Vector256.LoadUnsafe(ref target), Vector256.Create(low, high)).StoreUnsafe(ref target);
                }
            }

            for (var k = 0; k < labels.Outside; k++)
            {
                emissions[(t * n) + k] = sum[k] * weightStep;
            }

            emissions[(t * n) + labels.Outside] = 0;
        }
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(weightStep);
        foreach (var values in (double[][])[Chain.Start, Chain.Transitions, Chain.End])
        {
            foreach (var value in values)
            {
                writer.Write((float)value);
            }
        }

        writer.Write(featureKeys.Length);
        PackedBlock.Write(writer, WriteRows);
    }

    public static CrfParameters Read(BinaryReader reader, BioesLabels labels)
    {
        var step = reader.ReadSingle();
        var chain = MakeChain(labels);
        foreach (var values in (double[][])[chain.Start, chain.Transitions, chain.End])
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = RequireScore(reader.ReadSingle(), forbidden: double.IsNegativeInfinity(values[i]));
            }
        }

        chain.Refresh();
        var count = reader.ReadInt32();
        if (!float.IsFinite(step) || step <= 0 || count is < 0 or > MostFeatures)
        {
            throw new InvalidDataException("its numbers are out of range");
        }

        using var block = PackedBlock.Read(reader);
        var keys = SortedKeys.Read(block, count);
        return new CrfParameters(labels, keys, ReadRows(block, count, labels), step, chain);
    }

    /// <summary>
    /// The keys, then which weights each row has, four labels a byte, one type after the other, then the weights: streams of like values
    /// pack best.
    /// </summary>
    private void WriteRows(BinaryWriter writer)
    {
        SortedKeys.Write(writer, featureKeys);
        for (var k = 0; k < labels.Outside; k += LabelsOfAType)
        {
            for (var at = k; at < weightRows.Length; at += rowWidth)
            {
                var mask = 0;
                for (var b = 0; b < LabelsOfAType; b++)
                {
                    mask |= weightRows[at + b] != 0 ? 1 << b : 0;
                }

                writer.Write((byte)mask);
            }
        }

        for (var k = 0; k < labels.Outside; k++)
        {
            for (var at = k; at < weightRows.Length; at += rowWidth)
            {
                if (weightRows[at] != 0)
                {
                    writer.Write(weightRows[at]);
                }
            }
        }
    }

    private static sbyte[] ReadRows(BinaryReader block, int count, BioesLabels labels)
    {
        var width = WidthOf(labels);
        var types = labels.Outside / LabelsOfAType;
        var masks = new byte[types][];
        var weights = 0;
        for (var type = 0; type < types; type++)
        {
            masks[type] = PackedBlock.ReadBytes(block, count);
            foreach (var mask in masks[type])
            {
                weights += BitOperations.PopCount((uint)mask & 0xF);
            }
        }

        var values = PackedBlock.ReadBytes(block, weights);
        var rows = new sbyte[count * width];
        var next = 0;
        for (var k = 0; k < labels.Outside; k++)
        {
            var (type, bit) = (k / LabelsOfAType, 1 << (k % LabelsOfAType));
            for (var f = 0; f < count; f++)
            {
                if ((masks[type][f] & bit) != 0)
                {
                    rows[(f * width) + k] = (sbyte)values[next++];
                }
            }
        }

        return rows;
    }

    private static double RequireScore(float value, bool forbidden)
        => forbidden == float.IsNegativeInfinity(value) && (forbidden || float.IsFinite(value))
            ? value
            : throw new InvalidDataException("its transitions are not those of the labels");

    /// <summary>
    /// An open-addressed table: the low bits of a key lead to the key, and below it the number of its row plus one, so that most features,
    /// which have no weights, cost one look into memory.
    /// </summary>
    private static ulong[] MakeTable(uint[] keys)
    {
        var table = new ulong[BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, keys.Length * 3L / 2))];
        for (var f = 0; f < keys.Length; f++)
        {
            var slot = keys[f] & (uint)(table.Length - 1);
            while (table[slot] != 0)
            {
                slot = (slot + 1) & (uint)(table.Length - 1);
            }

            table[slot] = ((ulong)keys[f] << 32) | (uint)(f + 1);
        }

        return table;
    }

    private int Find(uint key)
    {
        var table = slots;
        var mask = (uint)(table.Length - 1);
        for (var slot = key & mask; ; slot = (slot + 1) & mask)
        {
            var entry = table[slot];
            if (entry == 0)
            {
                return -1;
            }

            if ((uint)(entry >> 32) == key)
            {
                return ((int)(uint)entry - 1) * rowWidth;
            }
        }
    }
}
