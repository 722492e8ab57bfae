namespace Riveg.Pipeline;

/// <summary>
/// Arrays for the pixels of pictures, used again when their picture is released: a stream of large pictures would otherwise leave its
/// garbage faster than it is collected. What is kept is never more than what may be under way. Thread-safe.
/// </summary>
/// <param name="capacity">The most bytes that are kept for the next pictures.</param>
internal sealed class PixelBuffers(long capacity)
{
    // Smaller ones are as well left to the garbage collector.
    private const int Smallest = 1 << 20;

    private readonly Lock sync = new();
    private readonly List<byte[]> free = [];
    private long kept;
    private long returned;

    /// <summary>An array of at least so many bytes, with whatever it held before.</summary>
    public byte[] Rent(int length)
    {
        if (length < Smallest)
        {
            return new byte[length];
        }

        lock (sync)
        {
            var best = -1;
            for (var i = 0; i < free.Count; i++)
            {
                if (free[i].Length >= length && free[i].Length / 2 <= length && (best < 0 || free[i].Length < free[best].Length))
                {
                    best = i;
                }
            }

            if (best >= 0)
            {
                var found = free[best];
                free.RemoveAt(best);
                kept -= found.Length;
                return found;
            }

            // None fits: what is kept makes room for the new one.
            MakeRoom(length);
        }

        return GC.AllocateUninitializedArray<byte>(RoundUp(length));
    }

    /// <summary>Takes an array that nobody uses any more.</summary>
    public void Return(byte[] array)
    {
        if (array.Length < Smallest)
        {
            return;
        }

        CollectNowAndThen(array.Length);
        lock (sync)
        {
            MakeRoom(array.Length);
            if (kept + array.Length <= capacity)
            {
                free.Add(array);
                kept += array.Length;
            }
        }
    }

    // The collector lets the garbage beside large live arrays grow to about half of them. A collection in the background for each budget's
    // worth of pictures keeps a stream of them flat, and costs little beside their decoding.
    private void CollectNowAndThen(int length)
    {
        if (Interlocked.Add(ref returned, length) > capacity)
        {
            Interlocked.Exchange(ref returned, 0);
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
        }
    }

    private void MakeRoom(int length)
    {
        while (free.Count > 0 && kept + length > capacity)
        {
            kept -= free[0].Length;
            free.RemoveAt(0);
        }
    }

    // Steps of an eighth, so that pictures of nearly one size share arrays.
    private static int RoundUp(int length)
    {
        var step = Math.Max(Smallest, (int)(System.Numerics.BitOperations.RoundUpToPowerOf2((uint)length) / 16));
        return (int)Math.Min(Array.MaxLength, ((long)length + step - 1) / step * step);
    }
}
