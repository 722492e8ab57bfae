using Riveg.Grounding;
using Riveg.Posts;
using SkiaSharp;

namespace Riveg.Benchmarks;

/// <summary>Seconds for one post with a picture of 600 x 600, decoding and masks included.</summary>
internal sealed class PictureBenchmark : Benchmark
{
    private const int Side = 600;

    public override string Name => "picture";

    public override async Task RunAsync()
    {
        // Every entity is put into the picture, so that boxes and outlines are measured whatever the built-in decision says.
        using var pipeline = RivegPipeline.CreateBuilder().Configure(o => o with { Decision = new EntailmentThreshold(0) }).Build();
        var post = new Post
        {
            Id = "astronaut",
            Text = "Eileen Collins and Barack Obama at NASA today",
            Captions = ["a man and a woman standing in front of a flag"],
            Image = ImageSource.FromBytes(Scaled(Path.Combine(DevPosts.Shared, "images", "astronaut.png"))),
        };
        var regions = 0;
        var seconds = await MedianAsync(9, async () =>
        {
            var result = await pipeline.AnnotateAsync(post);
            regions = result.Succeeded
                ? result.Entities.Sum(e => e.Regions.Count(r => r.Mask is not null))
                : throw new InvalidOperationException(result.Error!.Message);
        });
        Print($"a post with a picture of {Side} x {Side}, {regions} masks", seconds, "s", "at most 0.4");
    }

    private static byte[] Scaled(string path)
    {
        using var picture = SKBitmap.Decode(path);
        using var scaled = picture.Resize(new SKImageInfo(Side, Side), new SKSamplingOptions(SKCubicResampler.Mitchell));
        using var data = scaled.Encode(SKEncodedImageFormat.Jpeg, 90);
        return data.ToArray();
    }
}
