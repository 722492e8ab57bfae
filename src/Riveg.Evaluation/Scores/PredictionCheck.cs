using System.Globalization;
using Riveg.Evaluation.Datasets;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Evaluation.Scores;

/// <summary>
/// Looks at the values of a prediction before it is scored: tells of those that cannot be meant, and brings regions into the size of gold's
/// picture.
/// What is told is scored as it stands, which mostly is as wrong.
/// </summary>
internal sealed class PredictionCheck(IReadOnlySet<EntityType> knownTypes)
{
    private const int MostMaskPixels = 100_000_000;

    /// <summary>Checks one prediction.</summary>
    /// <param name="result">As it was read.</param>
    /// <param name="gold">What it is about.</param>
    /// <param name="tell">Told a line about each fault, without its place.</param>
    /// <returns>What is scored.</returns>
    public AnnotationResult Check(AnnotationResult result, GoldPost gold, Action<string> tell)
    {
        ImageSize? maskSize = gold.Entities.SelectMany(e => e.Masks).FirstOrDefault() is { } mask
            ? new ImageSize(mask.Width, mask.Height)
            : null;
        var sizes = new Sizes(result.Image?.Size, gold.ImageSize, maskSize);
        return result with { Entities = [.. result.Entities.Select(e => Check(e, sizes, tell))] };
    }

    private AnnotatedEntity Check(AnnotatedEntity entity, Sizes sizes, Action<string> tell)
    {
        var name = $"\"{entity.Text}\"";
        if (!knownTypes.Contains(entity.Mention.Type))
        {
            tell($"{name} is of the type {entity.Mention.Type}, which gold does not have.");
        }

        CheckShare(entity.Mention.Score, $"the score of {name}", tell);
        var entailment = entity.Entailment;
        if (entailment is { } probability && !CheckShare(probability, $"the entailment of {name}", tell))
        {
            entailment = null;
        }

        // 0 0 0 0 stands for none, as in the authors' files.
        var regions = entity.Regions.Where(r => !BoxCheck.IsNone(r.Box)).Select(r => Check(r, name, sizes, tell));
        return entity with { Entailment = entailment, Regions = [.. regions] };
    }

    private static Region Check(Region region, string name, Sizes sizes, Action<string> tell)
    {
        CheckShare(region.Score, $"a region's score of {name}", tell);
        CheckBox(region, name, sizes.Own ?? sizes.Gold, tell);
        if (region.Mask is { } mask)
        {
            region = region with { Mask = CheckMask(mask, name, sizes, tell) };
        }

        return region.Unit == RegionUnit.Pixels && sizes.Own is { } own && sizes.Gold is { } gold && own != gold
            ? region with { Box = Box.FromRelative(region.Box.ToRelative(own), gold) }
            : region;
    }

    private static void CheckBox(Region region, string name, ImageSize? size, Action<string> tell)
    {
        var box = region.Box;
        var text = string.Create(CultureInfo.InvariantCulture, $"the box {box.X0} {box.Y0} {box.X1} {box.Y1} of {name}");
        if (!box.IsProper)
        {
            tell($"{text} is no box: its corners are reversed, without area or no finite numbers.");
        }
        else if (region.Unit == RegionUnit.Pixels && BoxCheck.IsInFractions(box, size))
        {
            tell($"{text} is in fractions of the picture, not in pixels; say \"unit\":\"relative\" or multiply them.");
        }
        else if (region.Unit == RegionUnit.Relative && !IsInside(box, new ImageSize(1, 1), 1e-6))
        {
            tell($"{text} is not inside its picture.");
        }
        else if (region.Unit == RegionUnit.Pixels && size is { } known && !IsInside(box, known, 1))
        {
            tell($"{text} is not inside its picture of {known}.");
        }
        else if (region.Unit == RegionUnit.Pixels && size is null && (box.X0 < 0 || box.Y0 < 0))
        {
            tell($"{text} is not inside its picture.");
        }
    }

    // Detectors round outwards, so a pixel over the right or lower edge is none of a fault; a negative number is.
    private static bool IsInside(Box box, ImageSize size, double tolerance) =>
        box.X0 >= 0 && box.Y0 >= 0 && box.X1 <= size.Width + tolerance && box.Y1 <= size.Height + tolerance;

    private static Mask? CheckMask(Mask mask, string name, Sizes sizes, Action<string> tell)
    {
        var size = new ImageSize(mask.Width, mask.Height);
        if ((long)size.Width * size.Height > MostMaskPixels)
        {
            tell($"the mask of {name} is of {size}, more than {MostMaskPixels} pixels; it is left out.");
            return null;
        }

        if (sizes.Own is { } own && own != size)
        {
            tell($"the mask of {name} is of {size}, its picture of {own}.");
        }

        return sizes.GoldMasks is { } gold && gold != size ? MaskScaling.Resize(mask, gold) : mask;
    }

    private static bool CheckShare(double value, string what, Action<string> tell)
    {
        if (value is >= 0 and <= 1)
        {
            return true;
        }

        tell(string.Create(CultureInfo.InvariantCulture, $"{what} is {value}, not in 0..1."));
        return false;
    }

    /// <summary>The sizes that the prediction states of its picture, and gold of its own picture and of its masks.</summary>
    private readonly record struct Sizes(ImageSize? Own, ImageSize? Gold, ImageSize? GoldMasks);
}
