using CsCheck;
using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Exports;
using Riveg.Regions;

namespace Riveg.Evaluation.Tests.Exports;

/// <summary>What is written in a form that is read as well comes back the same.</summary>
public sealed class RoundTripTests
{
    private const double Pixel = 1e-5;

    [Theory]
    [InlineData("jsonl", "riveg", 0.005001)]
    [InlineData("label-studio", "label-studio", Pixel)]
    [InlineData("parquet", "parquet", 0)]
    public void Export_OfAnyAnnotation_IsReadBackTheSame(string form, string kind, double tolerance) =>
        AnyAnnotation.Seen.Sample(
            result =>
            {
                using var folder = new TemporaryFolder("riveg-export-");
                var format = ExportFormat.Find(form)!;
                var path = folder[$"out{format.FileEnding}"];
                using (var file = new FileStream(path, FileMode.CreateNew))
                {
                    var losses = format.WriteAsync(file, [result, result with { PostId = "other" }]).GetAwaiter().GetResult();
                    Assert.Empty(losses);
                }

                var dataset = DatasetReference.Parse($"{kind}:{path}").ReadSplit(null);
                Assert.Equal([], dataset.Faults.Select(f => f.ToString()));
                Assert.Equal([result.PostId, "other"], dataset.Posts.Select(p => p.Post.Id));
                AssertSame(result, dataset.Posts[0], tolerance);
            },
            iter: 60,
            threads: 1);

    internal static void AssertSame(AnnotationResult expected, GoldPost gold, double tolerance)
    {
        Assert.Equal(expected.Text, gold.Post.Text);
        Assert.Equal(expected.Image?.Path, gold.Post.Image?.Name);
        Assert.Equal(AnyAnnotation.Names(expected), gold.Entities.Select(e => (e.Span, e.Type.Name)));
        if (expected.Entities.Any(e => e.Regions.Count > 0))
        {
            Assert.Equal(expected.Image?.Size, gold.ImageSize);
        }

        foreach (var (entity, read) in expected.Entities.Zip(gold.Entities))
        {
            Assert.Equal(entity.Regions.Count, read.Boxes.Count);
            foreach (var (region, box) in entity.Regions.Zip(read.Boxes))
            {
                Assert.True(Difference(region.Box, box) <= tolerance, $"{region.Box} became {box}");
            }

            Assert.Equal(
                entity.Regions.Select(r => r.Mask).OfType<Mask>().OrderBy(m => m.ToCocoString(), StringComparer.Ordinal),
                read.Masks.OrderBy(m => m.ToCocoString(), StringComparer.Ordinal));
        }
    }

    private static double Difference(Box a, Box b) =>
        new[] { a.X0 - b.X0, a.Y0 - b.Y0, a.X1 - b.X1, a.Y1 - b.Y1 }.Max(Math.Abs);
}
