using CsCheck;
using Riveg.Onnx.Recognition;

namespace Riveg.Onnx.Tests.Recognition;

public sealed class TextWindowsTests
{
    [Fact]
    public void Cut_AnyWords_CoversEachWithinTheCapacity() => Gen.Int[1, 60]
        .SelectMany(capacity => Gen.Int[1, Math.Max(1, capacity / 2)].Array[0, 300].Select(lengths => (capacity, lengths)))
        .Sample(input =>
        {
            var windows = TextWindows.Cut(input.lengths, input.capacity);

            Assert.Equal(0, windows[0].First);
            Assert.Equal(input.lengths.Length, windows[^1].End);
            Assert.All(windows, w => Assert.True(input.lengths.AsSpan(w.First, w.Count).ToArray().Sum() <= input.capacity));
            Assert.All(windows.Zip(windows.Skip(1)), p => Assert.True(p.First.First < p.Second.First && p.Second.First <= p.First.End));
        });

    [Theory]
    [InlineData(0, 0)]
    [InlineData(6, 0)]
    [InlineData(8, 1)]
    [InlineData(14, 1)]
    public void BestFor_WordInTwoWindows_TakesTheRoomierOne(int word, int expected) =>
        Assert.Equal(expected, TextWindows.BestFor(word, [new WordRange(0, 10), new WordRange(5, 10)]));
}
