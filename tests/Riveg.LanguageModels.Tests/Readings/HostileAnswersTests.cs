using System.Diagnostics;
using Riveg.LanguageModels.Boxes;
using Riveg.LanguageModels.Chat;
using Riveg.LanguageModels.Readings;
using Riveg.Regions;

namespace Riveg.LanguageModels.Tests.Readings;

/// <summary>Answers that patterns could look at for ever: each reader ends soon, with what they say or a fault.</summary>
public sealed class HostileAnswersTests
{
    // A pattern may take a second, and a reader tries several.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(8);

    /// <summary>A part, how often it stands, what is around it.</summary>
    public static TheoryData<string, string, int, string> Answers { get; } = new()
    {
        { "1", "\n", 5_000, "x" },
        { "1", " ", 50_000, "x" },
        { "answer", "-", 8_000, "x" },
        { "yes", " ", 50_000, "x" },
        { ".", " ", 20_000, "x" },
        { "{", " ", 20_000, "x" },
        { "the answer", " ", 50_000, "x" },
        { string.Empty, "\n-", 150_000, string.Empty },
        { "3. a", " ", 100_000, "b" },
        { "a:", " ", 30_000, "x" },
        { "a:", " \t", 15_000, "x" },
        { "1", " \n", 15_000, "x" },
        { string.Empty, "<answer>", 125_000, string.Empty },
        { string.Empty, "<|channel|>final", 65_000, string.Empty },
        { string.Empty, "<think>", 125_000, string.Empty },
        { string.Empty, "[100, 200, 300, 400] ", 80_000, string.Empty },
        { string.Empty, "[thinking]", 100_000, string.Empty },
        { string.Empty, "1. a ", 100_000, string.Empty },
        { string.Empty, "x=[1,", 100_000, string.Empty },
        { string.Empty, "1;", 200_000, string.Empty },
        { "[", ";", 200_000, "]" },
        { string.Empty, "100_", 100_000, string.Empty },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void Read_AnswerWithoutEnd_EndsSoon(string head, string part, int times, string tail)
    {
        var answer = head + string.Concat(Enumerable.Repeat(part, times)) + tail;
        var size = new ImageSize(1000, 1000);
        Action[] readers =
        [
            () => BoxReading.Read(answer, BoxConvention.Thousandths, size, size, "Adele"),
            () => EntailmentReading.Read(answer, null),
            () => ExpansionReading.Read(answer, ["Adele", "Paris"]),
            () => AnswerText.WithoutThinking(answer),
        ];
        foreach (var read in readers)
        {
            var watch = Stopwatch.StartNew();
            var thrown = Record.Exception(read);
            Assert.True(thrown is null or ModelServiceException { Fault: ModelServiceFault.UnreadableAnswer }, thrown?.ToString());
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, Soon);
        }
    }
}
