using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.TestKit;

public static class ResultExamples
{
    public static RgbImage Grey(int width, int height)
    {
        var pixels = new byte[width * height * 3];
        Array.Fill(pixels, (byte)120);
        return new RgbImage(width, height, pixels);
    }

    public static AnnotationResult Of(string text, params Region[] regions) => new()
    {
        PostId = "p1",
        Text = text,
        Entities = [new AnnotatedEntity
        {
            Mention = new Mention(new TextSpan(0, text.Length), EntityType.Person, 0.9),
            Text = text,
            Entailment = 0.8,
            Expansion = "an <b>expansion</b>",
            Regions = regions
        }],
    };

    public static Mask Ellipse(int width, int height, Box box)
    {
        var pixels = new byte[width * height];
        for (var i = 0; i < pixels.Length; i++)
        {
            var dx = ((i % width) + 0.5 - ((box.X0 + box.X1) / 2)) / (box.Width / 2);
            var dy = ((i / width) + 0.5 - ((box.Y0 + box.Y1) / 2)) / (box.Height / 2);
            pixels[i] = (dx * dx) + (dy * dy) <= 1 ? (byte)1 : (byte)0;
        }

        return Mask.FromPixels(width, height, pixels);
    }
}
