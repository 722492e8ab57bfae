using System.Text;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Evaluation.Reports;

/// <summary>
/// The names on a picture's boxes: those found begin in the left top corner of their box, those of gold stand in its left bottom corner.
/// Names that would lie on each
/// other go one line down, or for gold one up.
/// </summary>
internal sealed class BoxNames(ImageSize size)
{
    // About the size of a name on a picture of usual width, in parts of its sides.
    private const double NearX = 0.3;
    private const double NearY = 0.09;

    private readonly StringBuilder html = new();
    private readonly List<(double X, double Y)> found = [];
    private readonly List<(double X, double Y)> gold = [];

    /// <summary>Adds the name of a box that was found.</summary>
    public void AddFound(Box box, string name, EntityType type)
    {
        if (box.IsProper)
        {
            var place = Place(box.X0 / size.Width, box.Y0 / size.Height, "top", found);
            html.Append($"<span class=\"name\" {HtmlText.ColorStyle(type, place)}>{HtmlText.Isolate(name)}</span>");
        }
    }

    /// <summary>Adds the name of a gold box.</summary>
    public void AddGold(Box box, string name)
    {
        if (box.IsProper)
        {
            var place = Place(box.X0 / size.Width, 1 - (box.Y1 / size.Height), "bottom", gold);
            html.Append($"<span class=\"name gold\" style=\"{place}\">{HtmlText.Isolate(name)}</span>");
        }
    }

    /// <summary>The names as HTML, to lie over the picture.</summary>
    public string Render() => html.ToString();

    // In parts of the picture, since nobody knows how large it is shown; lines are as high as the letters are.
    private static string Place(double x, double y, string side, List<(double X, double Y)> placed)
    {
        var lines = placed.Count(p => Math.Abs(p.X - x) < NearX && Math.Abs(p.Y - y) < NearY);
        placed.Add((x, y));
        var (left, above) = (HtmlText.Number(100 * x, 2), HtmlText.Number(100 * y, 2));
        return $"left:{left}%;{side}:calc({above}% + {lines}*1.5em);max-width:{HtmlText.Number(100 * (1 - x), 2)}%";
    }
}
