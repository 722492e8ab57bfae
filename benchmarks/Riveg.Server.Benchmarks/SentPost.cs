using Riveg.Posts;
using SkiaSharp;

namespace Riveg.Server.Benchmarks;

/// <summary>One post, as it is sent and as the library gets it.</summary>
internal sealed record SentPost(string Text, byte[] Picture)
{
    private static readonly string[] Texts =
    [
        "Adele lights up the O2 Arena in London tonight", "Lionel Messi signs for Inter Miami", "Sunset over Paris with Emma and the Eiffel Tower",
        "Barack Obama speaks in Berlin about NATO", "New Tesla factory opens near Austin", "Serena Williams wins at Wimbledon again",
    ];

    /// <summary>A post with a drawn picture, another one for each number.</summary>
    public static SentPost Draw(int number, int width, int height)
    {
        using var bitmap = new SKBitmap(width, height);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(new SKColor((uint)(0xFF203040 + (number * 40503))));
        using var paint = new SKPaint { IsAntialias = true };
        var random = new Random(number);
        for (var i = 0; i < 60; i++)
        {
            paint.Color = new SKColor((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256));
            canvas.DrawOval(random.Next(width), random.Next(height), random.Next(10, 90), random.Next(10, 90), paint);
        }

        using var encoded = bitmap.Encode(SKEncodedImageFormat.Jpeg, 90);
        return new SentPost(Texts[number % Texts.Length], encoded.ToArray());
    }

    public MultipartFormDataContent ToForm()
    {
        var form = new MultipartFormDataContent();
        form.Add(new StringContent(Text), "text");
        form.Add(new ByteArrayContent(Picture), "image", "picture.jpg");
        return form;
    }

    public Post ToPost() => new() { Id = "post", Text = Text, Image = ImageSource.FromBytes(Picture, "picture.jpg") };
}
