using System.ComponentModel.DataAnnotations;
using Riveg.Builtin.Segmentation;
using Riveg.Pipeline;
using Riveg.Posts;
using Riveg.Settings;

namespace Riveg.Tests.Settings;

public sealed class SettingsCheckTests
{
    [Fact]
    public void Validate_SeveralValuesOutOfRange_NamesThemAll() => Assert.Equal(
        "The pipeline's options are wrong: BatchSize is 0, must be 1 to 1024; MaxPixelsInFlight is 0, must be at least 1; "
        + "MinScore is NaN, must be 0 to 1; "
            + "StageTimeLimit is 0 seconds, must be above 0 and at most 86,400 seconds; ImageLimits.MaxPixels is 700000001, "
            + "must be 1 to 700,000,000; "
            + "PostLimits.MaxTextLength is -5, must be at least 1.",
        Assert.Throws<ArgumentException>(new PipelineOptions
        {
            BatchSize = 0,
            MaxPixelsInFlight = 0,
            MinScore = double.NaN,
            StageTimeLimit = TimeSpan.Zero,
            PostTimeLimit = Timeout.InfiniteTimeSpan,
            ImageLimits = new ImageLimits { MaxPixels = 700_000_001 },
            PostLimits = new PostLimits { MaxTextLength = -5 },
        }.Validate).Message);

    [Fact]
    public void Validate_EndsOfTheRanges_AreAllowed()
    {
        new PipelineOptions
        {
            BatchSize = 1024,
            MaxPixelsInFlight = long.MaxValue,
            MinScore = 1,
            StageTimeLimit = TimeSpan.FromDays(1)
        }.Validate();
        new GrabCutOptions { WorkingSide = 8, Iterations = 20 }.Validate();
    }

    [Fact]
    public void FindFaults_EachFormOfARange_IsSaidInWords() => Assert.Equal(
        [
            "WholeForShare is 1.4, must be 0 to 1",
            "Below is 1, must be at least 0 and below 1",
            "Above is 0, must be above 0",
            "Finite is ∞, must be any finite number",
            "Word is \"x\", must be a or b",
            "Kind is 7, must be one or twoWords",
            "Needed is missing: give it",
            "Rule breaks a rule of its own",
        ],
        SettingsCheck.FindFaults(new Odd()).Select(f => f.Replace("Infinity", "∞", StringComparison.Ordinal)));

    private enum Kinds
    {
        One,
        TwoWords,
    }

    private sealed record Odd : IValidatableObject
    {
        // The attribute itself would round 1.4 to 1.
        [Range(0, 1)]
        public double WholeForShare { get; init; } = 1.4;

        [Range(0.0, 1.0, MaximumIsExclusive = true)]
        public double Below { get; init; } = 1;

        [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
        public double Above { get; init; }

        [Range(double.MinValue, double.MaxValue)]
        public double Finite { get; init; } = double.PositiveInfinity;

        [AllowedValues("a", "b")]
        public string? Word { get; init; } = "x";

        public Kinds Kind { get; init; } = (Kinds)7;

        [Required(ErrorMessage = "give it")]
        public string? Needed { get; init; }

        public int Rule { get; init; }

        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
            [new("breaks a rule of its own", [nameof(Rule)])];
    }
}
