using CsCheck;
using Riveg.Evaluation.LabelStudio;
using Riveg.Regions;

namespace Riveg.Evaluation.Tests.LabelStudio;

public sealed class BrushRleTests
{
    [Fact]
    public void Decode_OfWhatEncodePacks_IsTheSameMask() =>
        (from width in Gen.Int[1, 400]
         from height in Gen.Int[1, 40]
         from density in Gen.Int[1, 200]
         from seed in Gen.Int[0, 1000]
         select (width, height, density, seed)).Sample(
            x =>
            {
                var random = new Random(x.seed);
                var (pixels, inside) = (new byte[x.width * x.height], (byte)0);
                for (var i = 0; i < pixels.Length; i++)
                {
                    pixels[i] = inside = random.Next(x.density) == 0 ? (byte)(1 - inside) : inside;
                }

                var mask = Mask.FromPixels(x.width, x.height, pixels);
                Assert.Equal(mask, BrushRle.Decode(BrushRle.Encode(mask), x.width, x.height));
            },
            iter: 300,
            threads: 1);

    [Fact]
    public void Encode_OfALongRun_IsSplitAtTheLargestCount()
    {
        // 300 x 200 pixels are 240,000 words, four runs of at most 65,536.
        var mask = Mask.FromCounts(300, 200, [60_000]);
        Assert.Equal(mask, BrushRle.Decode(BrushRle.Encode(mask), 300, 200));
        Assert.Equal(7 + (((4 * (3 + 16 + 8)) + 5 + 7) / 8), BrushRle.Encode(mask).Length + 1);
    }

    [Theory]
    [InlineData("0000", "the brush's \"rle\" has 2 bytes, fewer than its head")]
    [InlineData("", "the brush's \"rle\" has 0 bytes, fewer than its head")]
    [InlineData("0000001038d3f8", "the brush's \"rle\" ends before the picture does")]
    [InlineData("0000001138d3f8ff", "the brush's \"rle\" is of 17 bytes, not of the 16 of a picture of 2 x 2 (4 a pixel)")]
    [InlineData("ffffffff38d3f8ff", "the brush's \"rle\" is of 4294967295 bytes, not of the 16 of a picture of 2 x 2 (4 a pixel)")]
    [InlineData("0000001039bbfeffffffffff", "the brush's \"rle\" has runs that go past the picture's end")]
    public void Decode_OfNoMaskOfThatSize_SaysWhy(string packed, string message)
    {
        var exception = Assert.Throws<FormatException>(() => BrushRle.Decode(Convert.FromHexString(packed), 2, 2));
        Assert.Equal(message, exception.Message);
    }

    [Fact]
    public void Decode_OfAnyBytes_IsAMaskOrSaysWhy() =>
        Gen.Byte.Array[0, 60].Sample(
            bytes =>
            {
                // Most random heads are of another size; these are of this one.
                byte[] packed = [0, 0, 0, 24, .. bytes];
                try
                {
                    Assert.Equal((3, 2), (BrushRle.Decode(packed, 3, 2).Width, BrushRle.Decode(packed, 3, 2).Height));
                }
                catch (FormatException exception)
                {
                    Assert.StartsWith("the brush's", exception.Message, StringComparison.Ordinal);
                }
            },
            iter: 2000,
            threads: 1);
}
