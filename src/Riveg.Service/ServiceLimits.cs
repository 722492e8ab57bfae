using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Riveg.Pipeline;
using Riveg.Settings;

namespace Riveg.Service;

/// <summary>What one who asks may ask for at most, and how much is done at once.</summary>
internal sealed record ServiceLimits
{
    /// <summary>The largest body of a request, and the largest picture, in bytes.</summary>
    /// <value>The default value is 20,000,000; 1,000 to 1,000,000,000.</value>
    [Description("The largest body of a request, and the largest picture, in bytes.")]
    [Range(1_000, 1_000_000_000)]
    public long MaxBodyBytes { get; init; } = 20_000_000;

    /// <summary>The largest picture, width times height in pixels.</summary>
    /// <value>The default value is 50,000,000; 1 to 700,000,000.</value>
    [Description("The largest picture, width times height in pixels.")]
    [Range(1, 700_000_000)]
    public long MaxPixels { get; init; } = 50_000_000;

    /// <summary>The longest text, in UTF-16 units.</summary>
    /// <value>The default value is 20,000; 1 to 1,000,000.</value>
    [Description("The longest text, in characters.")]
    [Range(1, 1_000_000)]
    public int MaxTextLength { get; init; } = 20_000;

    /// <summary>How long one post may take, its waiting included.</summary>
    /// <value>The default value is 60 seconds; above 0 and at most 86,400.</value>
    [Description("How long one post may take, its waiting included.")]
    [SecondsRange(0, 86_400, MinimumIsExclusive = true)]
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How many posts are annotated at once.</summary>
    /// <value>The default value is the number of processors; 1 to 1024.</value>
    [Description("How many posts are annotated at once.")]
    [DefaultValue("the number of processors")]
    [Range(1, 1024)]
    public int MaxConcurrency { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, 1024);

    /// <summary>How many posts wait for their turn at most; whoever comes then is sent away.</summary>
    /// <value>The default value is 32; 0 to 10,000.</value>
    [Description("How many posts wait for their turn at most; whoever comes then is sent away.")]
    [Range(0, 10_000)]
    public int MaxQueue { get; init; } = 32;

    /// <summary>How many streams of posts are open at once.</summary>
    /// <value>The default value is 8; 1 to 1024.</value>
    [Description("How many streams of posts are open at once.")]
    [Range(1, 1024)]
    public int MaxStreams { get; init; } = 8;

    /// <summary>The limits as a pipeline holds them; a text that is too long is a fault of its post.</summary>
    public PipelineOptions Apply(PipelineOptions options) => options with
    {
        KeepCandidates = true,
        ImageLimits = options.ImageLimits with { MaxBytes = MaxBodyBytes, MaxPixels = MaxPixels },
        PostLimits = options.PostLimits with { MaxTextLength = MaxTextLength },
    };
}
