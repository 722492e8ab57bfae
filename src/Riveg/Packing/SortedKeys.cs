namespace Riveg.Packing;

/// <summary>
/// Hashes in ascending order as a model's file holds them: the differences, first the lowest byte of each, then the second, the third and
/// the fourth, so that like bytes lie together.
/// </summary>
internal static class SortedKeys
{
    private const int Bytes = 4;

    /// <summary>Writes keys, which are strictly ascending.</summary>
    public static void Write(BinaryWriter writer, uint[] keys)
    {
        for (var shift = 0; shift < 8 * Bytes; shift += 8)
        {
            var last = 0u;
            foreach (var key in keys)
            {
                writer.Write((byte)((key - last) >> shift));
                last = key;
            }
        }
    }

    /// <summary>Reads so many keys.</summary>
    /// <exception cref="EndOfStreamException">There are fewer.</exception>
    /// <exception cref="InvalidDataException">They are out of order.</exception>
    public static uint[] Read(BinaryReader block, int count)
    {
        var keys = new uint[count == 0 ? 0 : 1];
        for (var shift = 0; shift < 8 * Bytes; shift += 8)
        {
            var bytes = PackedBlock.ReadBytes(block, count);
            if (shift == 0)
            {
                keys = new uint[count];
            }

            for (var i = 0; i < count; i++)
            {
                keys[i] |= (uint)bytes[i] << shift;
            }
        }

        for (var i = 1; i < count; i++)
        {
            var key = keys[i - 1] + keys[i];
            keys[i] = key > keys[i - 1] ? key : throw new InvalidDataException("its features are out of order");
        }

        return keys;
    }
}
