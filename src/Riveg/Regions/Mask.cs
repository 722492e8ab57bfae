namespace Riveg.Regions;

/// <summary>
/// A binary mask of a picture's size, run-length coded column by column as in COCO: counts of pixels outside, inside, outside, ... starting
/// outside. Immutable and safe to share between threads.
/// </summary>
public sealed class Mask : IEquatable<Mask>
{
    // As many as a picture may have at most: an array of its pixels has to exist.
    private const long MostPixels = 700_000_000;

    private readonly uint[] counts;

    private Mask(int width, int height, uint[] counts, bool isPlaceholder = false)
    {
        IsPlaceholder = isPlaceholder;
        Width = width;
        Height = height;
        this.counts = counts;
    }

    /// <summary>In pixels.</summary>
    public int Width { get; }

    /// <summary>In pixels.</summary>
    public int Height { get; }

    /// <summary>Whether it only stands for an outline that was not found, such as an ellipse in the box. Not compared.</summary>
    public bool IsPlaceholder { get; }

    /// <summary>The same pixels as a placeholder.</summary>
    /// <returns>Another mask; this one stays as it is.</returns>
    public Mask AsPlaceholder() => new(Width, Height, counts, isPlaceholder: true);

    /// <summary>Lengths of the runs, column by column, the first one outside the mask (it may be 0).</summary>
    public ReadOnlySpan<uint> Counts => counts;

    /// <summary>How many pixels are inside.</summary>
    public long Area
    {
        get
        {
            long area = 0;
            for (var i = 1; i < counts.Length; i += 2)
            {
                area += counts[i];
            }

            return area;
        }
    }

    /// <summary>The smallest box around the pixels that are inside; null for an empty mask.</summary>
    public Box? BoundingBox
    {
        get
        {
            int x0 = int.MaxValue, y0 = int.MaxValue, x1 = -1, y1 = -1;
            long position = 0;
            for (var i = 0; i < counts.Length; i++)
            {
                long end = position + counts[i];
                if ((i & 1) == 1)
                {
                    var first = (int)(position / Height);
                    var last = (int)((end - 1) / Height);
                    x0 = Math.Min(x0, first);
                    x1 = Math.Max(x1, last);
                    (int top, int bottom) = first == last ? ((int)(position % Height), (int)((end - 1) % Height)) : (0, Height - 1);
                    y0 = Math.Min(y0, top);
                    y1 = Math.Max(y1, bottom);
                }

                position = end;
            }

            return x1 < 0 ? null : new Box(x0, y0, x1 + 1, y1 + 1);
        }
    }

    /// <summary>Makes a mask from one value a pixel, row by row; 0 is outside, all else inside.</summary>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="pixels">Width times height values.</param>
    /// <returns>The mask.</returns>
    /// <exception cref="ArgumentException">The number of values does not fit the size.</exception>
    public static Mask FromPixels(int width, int height, ReadOnlySpan<byte> pixels)
    {
        CheckSize(width, height);
        if (pixels.Length != (long)width * height)
        {
            throw new ArgumentException(
                $"A mask of {width} x {height} has {(long)width * height} values, not {pixels.Length}.", nameof(pixels));
        }

        var runs = new List<uint>();
        var inside = false;
        uint run = 0;
        for (var x = 0; x < width; x++)
        {
            for (var y = 0; y < height; y++)
            {
                if (pixels[(y * width) + x] != 0 != inside)
                {
                    runs.Add(run);
                    run = 0;
                    inside = !inside;
                }

                run++;
            }
        }

        runs.Add(run);
        return new Mask(width, height, [.. runs]);
    }

    /// <summary>Makes a mask from the lengths of its runs (COCO's uncompressed form).</summary>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="counts">The lengths, column by column, the first one outside the mask (it may be 0).</param>
    /// <returns>The mask.</returns>
    /// <exception cref="FormatException">The runs do not add up to the size, or it is above 700,000,000 pixels.</exception>
    public static Mask FromCounts(int width, int height, ReadOnlySpan<uint> counts)
    {
        CheckSize(width, height);
        CheckPixels(width, height);
        long sum = 0;
        foreach (var count in counts)
        {
            sum += count;
        }

        if (sum != (long)width * height)
        {
            throw new FormatException($"The runs of a mask of {width} x {height} add up to {sum}, not {(long)width * height}.");
        }

        return new Mask(width, height, Canonical(counts));
    }

    /// <summary>Reads COCO's compressed run lengths (pycocotools' string form).</summary>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="text">The string form.</param>
    /// <returns>The mask.</returns>
    /// <exception cref="FormatException">The string is not of that form, or does not fit the size.</exception>
    public static Mask FromCocoString(int width, int height, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        CheckSize(width, height);
        CheckPixels(width, height);
        var runs = new List<uint>();
        for (var p = 0; p < text.Length;)
        {
            long value = 0;
            var shift = 0;
            bool more;
            do
            {
                if (p >= text.Length || text[p] < 48 || text[p] > 111 || shift > 30)
                {
                    throw new FormatException($"The mask's run lengths are broken at character {p}.");
                }

                long digit = text[p++] - 48;
                value |= (digit & 0x1f) << shift;
                more = (digit & 0x20) != 0;
                shift += 5;
                if (!more && (digit & 0x10) != 0)
                {
                    value |= -1L << shift;
                }
            }
            while (more);

            if (runs.Count > 2)
            {
                value += runs[^2];
            }

            if (value is < 0 or > uint.MaxValue)
            {
                throw new FormatException($"The mask's run lengths are broken before character {p}: a run of {value}.");
            }

            runs.Add((uint)value);
        }

        return FromCounts(width, height, [.. runs]);
    }

    /// <summary>COCO's compressed run lengths (pycocotools' string form).</summary>
    /// <returns>What <see cref="FromCocoString"/> reads.</returns>
    public string ToCocoString()
    {
        var text = new System.Text.StringBuilder(counts.Length * 2);
        for (var i = 0; i < counts.Length; i++)
        {
            long value = counts[i];
            if (i > 2)
            {
                value -= counts[i - 2];
            }

            bool more;
            do
            {
                var digit = value & 0x1f;
                value >>= 5;
                more = (digit & 0x10) != 0 ? value != -1 : value != 0;
                text.Append((char)((more ? digit | 0x20 : digit) + 48));
            }
            while (more);
        }

        return text.ToString();
    }

    /// <summary>One byte a pixel, row by row: 1 inside, 0 outside.</summary>
    /// <returns>Width times height bytes, the caller's own.</returns>
    public byte[] ToPixels()
    {
        var pixels = new byte[Width * Height];
        long position = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            var end = position + counts[i];
            if ((i & 1) == 1)
            {
                for (var p = position; p < end; p++)
                {
                    pixels[((p % Height) * Width) + (p / Height)] = 1;
                }
            }

            position = end;
        }

        return pixels;
    }

    /// <summary>Intersection over union, 0..1, computed on the runs; 0 where both are empty.</summary>
    /// <param name="other">Of the same size.</param>
    /// <returns>0 to 1.</returns>
    /// <exception cref="ArgumentException">The masks have different sizes.</exception>
    public double IntersectionOverUnion(Mask other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Width != Width || other.Height != Height)
        {
            throw new ArgumentException(
                $"A mask of {Width} x {Height} cannot be compared with one of {other.Width} x {other.Height}.", nameof(other));
        }

        var intersection = Overlap(other);
        var union = Area + other.Area - intersection;
        return union == 0 ? 0 : (double)intersection / union;
    }

    /// <inheritdoc />
    public bool Equals(Mask? other) =>
        other is not null && Width == other.Width && Height == other.Height && counts.AsSpan().SequenceEqual(other.counts);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Mask);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Width, Height, counts.Length, Area);

    private static void CheckSize(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
    }

    private static void CheckPixels(int width, int height)
    {
        if ((long)width * height > MostPixels)
        {
            throw new FormatException($"A mask of {width} x {height} has more than {MostPixels} pixels.");
        }
    }

    // Runs of length 0 inside the list come from other writers; without them equal masks have equal runs.
    private static uint[] Canonical(ReadOnlySpan<uint> counts)
    {
        var runs = new List<uint>(counts.Length);
        for (var i = 0; i < counts.Length; i++)
        {
            var inside = (i & 1) == 1;
            if (counts[i] == 0 && runs.Count > 0)
            {
                continue;
            }

            if (runs.Count > 0 && ((runs.Count - 1) & 1) == 1 == inside)
            {
                runs[^1] += counts[i];
            }
            else
            {
                runs.Add(counts[i]);
            }
        }

        return [.. runs];
    }

    private long Overlap(Mask other)
    {
        long overlap = 0;
        int i = 0, j = 0;
        long endI = counts[0], endJ = other.counts[0], position = 0;
        while (i < counts.Length && j < other.counts.Length)
        {
            var end = Math.Min(endI, endJ);
            if ((i & j & 1) == 1)
            {
                overlap += end - position;
            }

            position = end;
            if (endI == end && ++i < counts.Length)
            {
                endI += counts[i];
            }

            if (endJ == end && ++j < other.counts.Length)
            {
                endJ += other.counts[j];
            }
        }

        return overlap;
    }
}
