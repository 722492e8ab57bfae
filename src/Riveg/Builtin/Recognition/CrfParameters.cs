using System.IO.Compression;
using System.Numerics;
using System.Runtime.Intrinsics;
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

    private readonly CrfLabels labels;
    private readonly uint[] featureKeys;
    private readonly sbyte[] weightRows;
    private readonly float weightStep;
    private readonly int rowWidth;
    private readonly int[] slots;

    private CrfParameters(CrfLabels labels, uint[] keys, sbyte[] rows, float step, ChainScores chain)
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
    public static int WidthOf(CrfLabels labels) => (labels.Outside + Lane - 1) / Lane * Lane;

    /// <summary>A chain without preferences that forbids what the labels' scheme forbids.</summary>
    public static ChainScores MakeChain(CrfLabels labels)
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

    /// <summary>Rounds weights to whole steps and leaves out the features whose weights all become zero.</summary>
    public static CrfParameters Quantise(CrfLabels labels, uint[] keys, float[] weights, ChainScores chain, double step)
    {
        var width = WidthOf(labels);
        var keptKeys = new List<uint>();
        var rows = new List<sbyte>();
        var row = new sbyte[width];
        for (var f = 0; f < keys.Length; f++)
        {
            var any = false;
            for (var k = 0; k < width; k++)
            {
                row[k] = (sbyte)Math.Clamp(Math.Round(weights[(f * width) + k] / step), -127, 127);
                any |= row[k] != 0;
            }

            if (any)
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
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        using (var inner = new BinaryWriter(brotli))
        {
            WriteRows(inner);
        }

        writer.Write((int)packed.Length);
        writer.Write(packed.GetBuffer().AsSpan(0, (int)packed.Length));
    }

    public static CrfParameters Read(BinaryReader reader, CrfLabels labels)
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
        var length = reader.ReadInt32();
        if (!float.IsFinite(step) || step <= 0 || count is < 0 or > MostFeatures || length < 0)
        {
            throw new InvalidDataException("its numbers are out of range");
        }

        var packed = reader.ReadBytes(length);
        if (packed.Length != length)
        {
            throw new EndOfStreamException();
        }

        using var brotli = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var inner = new BinaryReader(brotli);
        var (keys, rows) = ReadRows(inner, count, labels);
        return new CrfParameters(labels, keys, rows, step, chain);
    }

    /// <summary>Keys as differences, then which weights each row has, then the weights: three streams of like values pack best.</summary>
    private void WriteRows(BinaryWriter writer)
    {
        var last = 0u;
        foreach (var key in featureKeys)
        {
            writer.Write7BitEncodedInt((int)(key - last));
            last = key;
        }

        for (var f = 0; f < featureKeys.Length; f++)
        {
            for (var k = 0; k < labels.Outside; k += 4)
            {
                var mask = 0;
                for (var b = 0; b < 4; b++)
                {
                    mask |= weightRows[(f * rowWidth) + k + b] != 0 ? 1 << b : 0;
                }

                writer.Write((byte)mask);
            }
        }

        foreach (var weight in weightRows)
        {
            if (weight != 0)
            {
                writer.Write(weight);
            }
        }
    }

    private static (uint[] Keys, sbyte[] Rows) ReadRows(BinaryReader reader, int count, CrfLabels labels)
    {
        var width = WidthOf(labels);
        var keys = new List<uint>();
        for (var f = 0; f < count; f++)
        {
            keys.Add((f == 0 ? 0 : keys[^1]) + (uint)reader.Read7BitEncodedInt());
        }

        var masks = new List<byte>();
        for (var i = 0; i < count * (labels.Outside / 4); i++)
        {
            masks.Add(reader.ReadByte());
        }

        var rows = new sbyte[count * width];
        for (var i = 0; i < masks.Count; i++)
        {
            var at = (i / (labels.Outside / 4) * width) + (i % (labels.Outside / 4) * 4);
            for (var b = 0; b < 4; b++)
            {
                rows[at + b] = (masks[i] & (1 << b)) != 0 ? reader.ReadSByte() : (sbyte)0;
            }
        }

        return ([.. keys], rows);
    }

    private static double RequireScore(float value, bool forbidden)
        => forbidden == float.IsNegativeInfinity(value) && (forbidden || float.IsFinite(value))
            ? value
            : throw new InvalidDataException("its transitions are not those of the labels");

    /// <summary>An open-addressed table: the low bits of a key lead to the number of its row plus one.</summary>
    private static int[] MakeTable(uint[] keys)
    {
        var table = new int[BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, keys.Length * 3L))];
        for (var f = 0; f < keys.Length; f++)
        {
            var slot = keys[f] & (uint)(table.Length - 1);
            while (table[slot] != 0)
            {
                slot = (slot + 1) & (uint)(table.Length - 1);
            }

            table[slot] = f + 1;
        }

        return table;
    }

    private int Find(uint key)
    {
        var mask = (uint)(slots.Length - 1);
        for (var slot = key & mask; slots[slot] != 0; slot = (slot + 1) & mask)
        {
            if (featureKeys[slots[slot] - 1] == key)
            {
                return (slots[slot] - 1) * rowWidth;
            }
        }

        return -1;
    }
}
