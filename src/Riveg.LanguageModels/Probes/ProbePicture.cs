using Riveg.Evidence;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.LanguageModels.Probes;

/// <summary>
/// The drawn picture that a model is asked about: one orange square on white. Its sides are multiples of the grids of the usual models, so
/// that no server need resize it; it is no square itself and the place is off its diagonal, so that the same box has other numbers in every
/// form.
/// </summary>
internal static class ProbePicture
{
    /// <summary>What the square is called.</summary>
    public const string Name = "orange square";

    /// <summary>The colour that a model names which sees it.</summary>
    public const string Colour = "orange";

    /// <summary>The picture's size.</summary>
    public static ImageSize Size { get; } = new(896, 672);

    /// <summary>Where the square is.</summary>
    public static Box Square { get; } = new(560, 112, 728, 280);

    /// <summary>Draws it.</summary>
    public static RgbImage Draw()
    {
        var pixels = new byte[Size.Width * Size.Height * 3];
        Array.Fill(pixels, byte.MaxValue);
        for (var y = (int)Square.Y0; y < Square.Y1; y++)
        {
            for (var x = (int)Square.X0; x < Square.X1; x++)
            {
                var at = ((y * Size.Width) + x) * 3;
                (pixels[at], pixels[at + 1], pixels[at + 2]) = (240, 110, 0);
            }
        }

        return new RgbImage(Size.Width, Size.Height, pixels);
    }

    /// <summary>A post about it, as the stages get one.</summary>
    public static PostContext CreatePost()
    {
        const string Text = "Look at the orange square!";
        var start = Text.IndexOf(Name, StringComparison.Ordinal);
        return new PostContext
        {
            Post = new Post { Id = "probe", Text = Text },
            Observations = [PictureObservation.OfCaption("An orange square on a white ground.")],
            Image = Draw(),
            Mentions =
            [
                new MentionContext(new Mention(new TextSpan(start, start + Name.Length), EntityType.Other))
                {
                    Expansion = "a square of one colour on a white ground",
                },
            ],
        };
    }
}
