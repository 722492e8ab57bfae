using Riveg.LanguageModels.Boxes;
using Riveg.LanguageModels.Chat;
using Riveg.LanguageModels.Readings;
using Riveg.Regions;

namespace Riveg.LanguageModels.Probes;

/// <summary>In which form a box was written, found out by a picture whose box is known.</summary>
/// <param name="Fitting">The conventions under which the answer is the known box, the best one first; empty where none fits.</param>
/// <param name="Resized">The size of the picture whose pixels the numbers are, where the server resized it; null where that is not
/// so.</param>
internal sealed record FoundBoxForm(IReadOnlyList<BoxConvention> Fitting, ImageSize? Resized)
{
    // Models are a few pixels off; a wrong convention is far off.
    private const double LeastOverlap = 0.7;

    // Here the size is free, so that more must fit.
    private const double LeastOverlapResized = 0.8;

    // Longer answers are no box; the search reads an answer many times.
    private const int LongestSearched = 2000;

    // Conventions whose scales differ by little (1000, 999, 1024) read nearly the same box.
    private const double Near = 0.15;

    /// <summary>Reads an answer under every convention.</summary>
    /// <param name="answer">The model's words.</param>
    /// <param name="square">The known box, in pixels of the picture.</param>
    /// <param name="size">The picture's size.</param>
    /// <param name="sent">The size in which it was sent.</param>
    public static FoundBoxForm Of(string answer, Box square, ImageSize size, ImageSize sent)
    {
        var read = BoxConvention.All
            .Select(c => (Convention: c, Overlap: Overlap(answer, c, square, size, sent)))
            .Where(c => c.Overlap >= LeastOverlap)
            .OrderByDescending(c => c.Overlap)
            .ToList();
        var best = read.Count > 0 ? read[0].Overlap : 0;
        return new FoundBoxForm(
            [.. read.Where(r => r.Overlap >= best - Near).Select(r => r.Convention)],
            read.Count > 0 || answer.Length > LongestSearched ? null : ResizedTo(answer, square, size));
    }

    /// <summary>The convention to take: that of the profile where it fits, else the commonest that does; null where none fits.</summary>
    public BoxConvention? Best(BoxConvention configured) =>
        Fitting.FirstOrDefault(c => c == configured) ?? BoxConvention.All.FirstOrDefault(c => Fitting.Contains(c));

    private static double Overlap(string answer, BoxConvention convention, Box square, ImageSize size, ImageSize sent)
    {
        try
        {
            var boxes = BoxReading.Read(answer, convention, sent, size, ProbePicture.Name);
            return boxes.Count == 0 ? 0 : boxes[0].IntersectionOverUnion(square);
        }
        catch (ModelServiceException)
        {
            return 0;
        }
    }

    // Pixels of a picture of the same shape and another size.
    private static ImageSize? ResizedTo(string answer, Box square, ImageSize size)
    {
        const int Least = 56;
        const int Most = 4096;
        (ImageSize Size, double Overlap) best = default;
        for (var width = Least; width <= Most; width += width < 2048 ? 4 : 16)
        {
            var resized = new ImageSize(width, (int)Math.Round(width * (double)size.Height / size.Width));
            try
            {
                var boxes = BoxReading.Read(answer, BoxConvention.Pixels, resized, size, ProbePicture.Name);
                var overlap = boxes.Count == 0 ? 0 : boxes[0].IntersectionOverUnion(square);
                if (overlap > best.Overlap)
                {
                    best = (resized, overlap);
                }
            }
            catch (ModelServiceException)
            {
                // The numbers lie outside a picture of that size.
            }
        }

        return best.Overlap >= LeastOverlapResized ? best.Size : null;
    }
}
