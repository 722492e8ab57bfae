using CsCheck;
using Riveg.Pipeline;

namespace Riveg.Tests.Pipeline;

public sealed class PixelBuffersTests
{
    private const int Megabyte = 1 << 20;

    [Fact]
    public void Rent_AnyLengths_GivesArraysThatAreLongEnoughAndNobodyElses() =>
        Gen.Int[1, 5 * Megabyte].Array[1, 40].Sample(
            lengths =>
            {
                var buffers = new PixelBuffers(12 * Megabyte);
                var held = new Queue<byte[]>();
                foreach (var length in lengths)
                {
                    var array = buffers.Rent(length);
                    if (array.Length < length || held.Contains(array))
                    {
                        return false;
                    }

                    held.Enqueue(array);
                    if (held.Count > 3)
                    {
                        buffers.Return(held.Dequeue());
                    }
                }

                return true;
            },
            iter: 100);

    [Fact]
    public void Rent_AfterReturn_GivesTheSameArrayForNearlyTheSameLength()
    {
        var buffers = new PixelBuffers(12 * Megabyte);
        var first = buffers.Rent(3 * Megabyte);
        buffers.Return(first);
        Assert.Same(first, buffers.Rent((3 * Megabyte) - 1000));
        Assert.NotSame(first, buffers.Rent(3 * Megabyte));
        buffers.Return(first);
        Assert.NotSame(first, buffers.Rent(Megabyte));
    }
}
