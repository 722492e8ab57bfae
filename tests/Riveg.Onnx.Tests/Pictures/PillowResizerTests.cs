using CsCheck;
using Riveg.Networks.Checkpoints;
using Riveg.Onnx.Pictures;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.TestKit;

namespace Riveg.Onnx.Tests.Pictures;

public sealed class PillowResizerTests
{
    [SharedTheory]
    [InlineData("bilinear", 1024, 683, "sam/truck_resized_1024.png")]
    [InlineData("bilinear", 256, 171, "sam/truck_resized_256.png")]
    [InlineData("bicubic", 480, 480, "ofa/truck_ve_480.png")]
    [InlineData("bicubic", 512, 512, "ofa/truck_vg_512.png")]
    public void Resize_Photograph_IsBitExactWithPillow(string filter, int width, int height, string file)
    {
        var truck = TestPictures.Load(SharedFolder.Resolve("golden", "sam", "truck_rgb.png"));

        var resized = PillowResizer.Resize(truck, new ImageSize(width, height), Filter(filter));

        AssertSame(TestPictures.Load(SharedFolder.Resolve("golden", file)), resized);
    }

    [SharedFact]
    public void Resize_SyntheticPicture_IsBitExactWithPillowAtEverySize()
    {
        var synthetic = TestPictures.Load(SharedFolder.Resolve("golden", "imageops", "syn_97x61.png"));
        using var golden = Checkpoint.Open(SharedFolder.Resolve("golden", "imageops", "golden_imageops.safetensors"));
        var cases = golden.Tensors
            .Select(t => (Tensor: t, Name: t.Name.Split('_')))
            .Where(t => t.Name[0] is "bilinear" or "bicubic")
            .ToList();

        Assert.Equal(16, cases.Count);
        foreach (var (tensor, name) in cases)
        {
            var size = new ImageSize(tensor.Shape[1], tensor.Shape[0]);
            AssertSame(new RgbImage(size.Width, size.Height, tensor.ReadBytes()), PillowResizer.Resize(synthetic, size, Filter(name[0])));
        }
    }

    [Fact]
    public void Resize_FlatPicture_StaysFlat() => Gen
        .Select(Gen.Int[1, 70], Gen.Int[1, 70], Gen.Int[1, 70], Gen.Int[1, 70], Gen.Byte, Gen.Bool)
        .Sample((w, h, newW, newH, value, cubic) =>
        {
            var resized = PillowResizer.Resize(
                TestPictures.Flat(w, h, value), new ImageSize(newW, newH), cubic ? ResampleFilter.Bicubic : ResampleFilter.Bilinear);
            Assert.True(resized.Pixels.Span.IndexOfAnyExcept(value) < 0);
        });

    [Fact]
    public void Resize_AnySize_EqualsTheStepByStepForm() => Gen
        .Select(Gen.Int[1, 40], Gen.Int[1, 40], Gen.Int[1, 60], Gen.Int[1, 60], Gen.Bool, Gen.Int)
        .Sample((w, h, newW, newH, cubic, seed) =>
        {
            var image = TestPictures.Random(w, h, seed);
            var filter = cubic ? ResampleFilter.Bicubic : ResampleFilter.Bilinear;

            AssertSame(StepByStep(image, newW, newH, filter), PillowResizer.Resize(image, new ImageSize(newW, newH), filter));
        });

    [Theory]
    [InlineData(0, 5)]
    [InlineData(5, 0)]
    public void Resize_NoSize_Throws(int width, int height) =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => PillowResizer.Resize(TestPictures.Flat(3, 3, 1), new ImageSize(width, height), ResampleFilter.Bilinear));

    private static ResampleFilter Filter(string name) => name == "bicubic" ? ResampleFilter.Bicubic : ResampleFilter.Bilinear;

    private static void AssertSame(RgbImage expected, RgbImage actual)
    {
        Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
        Assert.True(expected.Pixels.Span.SequenceEqual(actual.Pixels.Span));
    }

    // One number at a time, without vectors, paddings and bands.
    private static RgbImage StepByStep(RgbImage image, int width, int height, ResampleFilter filter)
    {
        static byte Sum(ResampleWindows windows, int output, Func<int, byte> input)
        {
            long sum = 1 << (ResampleWindows.FractionBits - 1);
            var weights = windows.Weights(output);
            for (var k = 0; k < weights.Length; k++)
            {
                sum += (long)weights[k] * input(windows.Start(output) + k);
            }

            return (byte)Math.Clamp(sum >> ResampleWindows.FractionBits, 0, 255);
        }

        var columns = new ResampleWindows(image.Width, width, filter);
        var rows = new ResampleWindows(image.Height, height, filter);
        var pixels = new byte[width * height * 3];
        for (var c = 0; c < 3; c++)
        {
            var channel = c;
            var narrowed = new byte[width * image.Height];
            for (var y = 0; y < image.Height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    var line = y;
                    narrowed[(y * width) + x] = width == image.Width
                        ? image.Row(y)[(x * 3) + c]
                        : Sum(columns, x, i => image.Row(line)[(i * 3) + channel]);
                }
            }

            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    var column = x;
                    pixels[(((y * width) + x) * 3) + c] = height == image.Height
                        ? narrowed[(y * width) + x]
                        : Sum(rows, y, i => narrowed[(i * width) + column]);
                }
            }
        }

        return new RgbImage(width, height, pixels);
    }
}
