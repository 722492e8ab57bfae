using Riveg.Evidence;
using Riveg.Onnx.Observation.Reading;
using Riveg.Onnx.Sessions;
using Riveg.Posts;
using Riveg.TestKit;
using SkiaSharp;

namespace Riveg.Onnx.Tests.Observation.Reading;

/// <summary>The real networks on drawn words and on photographs.</summary>
public sealed class WordReaderTests : IDisposable
{
    private static readonly string Models = SharedFolder.Resolve("models", "ppocr");
    private static readonly OnnxSessionOptions OneThread = new() { Threads = 1 };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SharedTheory]
    [InlineData(0)]
    [InlineData(-25)]
    [InlineData(30)]
    [InlineData(90)]
    [InlineData(-90)]
    public void Read_TiltedLine_IsReadAndBoxedWordByWord(int degrees)
    {
        using var reader = Open();

        var words = reader.Read(Drawn(640, 640, degrees, 32, "Oxford Street"));

        // The capital O differs from the small one by its height alone, which a turned line shows badly.
        Assert.Equal(["OXFORD", "STREET"], words.Select(w => w.Text.ToUpperInvariant()));
        Assert.All(words, w => Assert.InRange(w.Score, 0.8, 1));
        Assert.True(words[0].Box.IntersectionOverUnion(words[1].Box) < 0.2, string.Join(' ', words));
    }

    [SharedTheory]
    [InlineData("000000000081", "AIRFRANCE")]
    [InlineData("000000000360", "NOKIA")]
    [InlineData("000000000094", "HOTEL")]
    public void Read_Photograph_ReadsItsSign(string picture, string word)
    {
        using var reader = Open();
        var image = TestPictures.Load(SharedFolder.Resolve("data", "newcomer-posts", "images", $"{picture}.jpg"));

        Assert.Contains(reader.Read(image), w => w.Text == word);
    }

    [SharedTheory]
    [InlineData("chelsea.png")]
    [InlineData("coffee.png")]
    public void Read_PictureWithoutWords_ReadsNothing(string picture)
    {
        using var reader = Open();

        Assert.Empty(reader.Read(TestPictures.Load(SharedFolder.Resolve("images", picture))));
    }

    [SharedTheory]
    [InlineData(1, 1)]
    [InlineData(3000, 1)]
    [InlineData(1, 3000)]
    public void Read_DegeneratePicture_ReadsNothing(int width, int height)
    {
        using var reader = Open();

        Assert.Empty(reader.Read(TestPictures.Flat(width, height, 90)));
    }

    [SharedFact]
    public void Read_Panorama_KeepsItsLettersLargeEnough()
    {
        using var reader = Open();

        Assert.Equal(["Lufthansa"], reader.Read(Drawn(4000, 200, 0, 60, "Lufthansa")).Select(w => w.Text));
    }

    [SharedFact]
    public void Read_MoreWordsThanAllowed_ReadsTheLargest()
    {
        using var reader = WordReader.Open(Models, new WordReaderOptions { MaxWords = 2 }, OneThread);

        var words = reader.Read(Drawn(640, 480, 0, 24, "one", "two", "three", "four", "five"));

        Assert.Equal(2, words.Count);
    }

    // Small words above and beside large ones: the large ones stay, whole lines or not.
    [SharedFact]
    public void ReadAll_MoreWordsThanAllowed_KeepsTheLargestAndCountsTheRest()
    {
        using var reader = WordReader.Open(Models, new WordReaderOptions { MaxWords = 2 }, OneThread);
        var picture = Painted(
            800, 600, ("many small words stand in this line", 400, 60, 18), ("Lufthansa", 400, 300, 60), ("Amtrak", 400, 500, 60));

        var reading = reader.ReadAll(picture);

        Assert.Equal(["Lufthansa", "Amtrak"], reading.Words.Select(w => w.Text));
        Assert.True(reading.Omitted >= 1, $"{reading.Omitted}");

        using var all = Open();
        Assert.Equal((9, 0), (all.ReadAll(picture).Words.Count, all.ReadAll(picture).Omitted));
    }

    [SharedFact]
    public void ReadAll_SmallTypeInALargePicture_IsReadByTheSecondLook()
    {
        var picture = Painted(2400, 1800, ("Heineken", 1200, 700, 260), ("Oxford Street", 400, 1500, 22), ("Baker Street", 1900, 200, 22));
        using var once = Open();
        using var twice = WordReader.Open(Models, new WordReaderOptions { DetailSide = 2079 }, OneThread);

        Assert.DoesNotContain(once.Read(picture), w => w.Text == "Baker");
        Assert.Equal(
            ["Baker", "Heineken", "Oxford", "Street", "Street"], twice.Read(picture).Select(w => w.Text).Order(StringComparer.Ordinal));
    }

    [SharedTheory]
    [InlineData("العربية", "مطعم", "صيدلية", "القاهرة", "شارع")]
    [InlineData("ירושלים", "מאפייה", "תחנה", "חנות", "בית קפה")]
    [InlineData("საქართველო", "თბილისი", "აფთიაქი", "ბანკი", "მეტრო")]
    public void ReadAll_ScriptsUnlikeLatin_AreMostlyDoubtful(params string[] signs)
    {
        using var reader = WordReader.Open(Models, WordReaderOptions.Certain, OneThread);

        var readings = signs.Select(s => reader.ReadAll(Drawn(640, 480, 0, 40, s))).ToList();

        // A sign of few plain strokes looks like a Latin one.
        Assert.True(readings.Count(r => r.Words.Count == 0) >= 4, string.Join(' ', readings.SelectMany(r => r.Words)));
        Assert.True(readings.Exists(r => r.Doubtful > 0));
    }

    [SharedFact]
    public void Read_OtherScripts_AreNotTakenForWordsWithCertainty()
    {
        using var reader = Open();

        var words = reader.Read(Drawn(640, 480, 0, 40, "Ελληνικά", "Русский", "العربية"));

        Assert.All(words, w => Assert.True(w.Box.IsProper && w.Text.All(c => c < 128), $"{w}"));
    }

    [SharedFact]
    public async Task Read_ManyThreads_GivesTheSame()
    {
        using var reader = Open();
        var picture = Drawn(640, 480, 5, 32, "Pike Place", "Market");
        var expected = reader.Read(picture);

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => reader.Read(picture))));

        Assert.All(results, r => Assert.Equal(expected, r));
    }

    [SharedFact]
    public async Task Observer_NamedAlone_LooksOnlyWhereANameCouldBe()
    {
        using var observer = new WordObserver(Open(), "ppocr-en", WordSearch.Named, ownsReader: true);
        var image = Drawn(640, 480, 0, 32, "Lufthansa");
        PostContext Post(string text) => new() { Post = new Post { Id = "1", Text = text }, Image = image };

        var answers = await observer.AnswerAsync(
            [Post("12:30 ..."), Post("off we go with Lufthansa")], TestContext.Current.CancellationToken);

        Assert.Empty(answers[0].Value!);
        var seen = Assert.Single(answers[1].Value!);
        Assert.Equal((ObservationKind.Word, "Lufthansa", "ppocr-en"), (seen.Kind, seen.Text, seen.Source));
    }

    [Fact]
    public void Open_FolderWithoutAModel_SaysWhatIsMissing()
    {
        File.WriteAllText(folder["a_det.onnx"], "");
        File.WriteAllText(folder["b_rec.onnx"], "");

        Assert.Equal(
            $"The folder {folder.Path} has no *dict*.txt; a reader of words needs *det*.onnx, *rec*.onnx and *dict*.txt.",
            Assert.Throws<FileNotFoundException>(() => WordReader.Open(folder.Path)).Message);
    }

    [Fact]
    public void Open_TwoOfAKind_AsksForOne()
    {
        foreach (var file in new[] { "a_det.onnx", "c_det.onnx", "b_rec.onnx", "dict.txt" })
        {
            File.WriteAllText(folder[file], "");
        }

        Assert.Equal(
            $"The folder {folder.Path} has 2 files *det*.onnx (a_det.onnx, c_det.onnx); leave one.",
            Assert.Throws<InvalidDataException>(() => WordReader.Open(folder.Path)).Message);
    }

    [SharedFact]
    public void Open_DictionaryOfAnotherModel_SaysBothNumbers()
    {
        Copy();
        File.WriteAllText(folder["en_dict.txt"], "a\nb\nc\n");

        Assert.Equal(
            $"{folder["rec.onnx"]} knows 96 letters, and {folder["en_dict.txt"]} names 3; "
            + "put the dictionary that belongs to the model beside it.",
            Assert.Throws<InvalidDataException>(() => WordReader.Open(folder.Path)).Message);
    }

    [SharedFact]
    public void Open_ModelsInEachOthersPlace_SaysWhatIsWanted()
    {
        Copy();
        File.Move(folder["det.onnx"], folder["x"]);
        File.Move(folder["rec.onnx"], folder["det.onnx"]);
        File.Move(folder["x"], folder["rec.onnx"]);

        Assert.StartsWith(
            $"{folder["det.onnx"]} does not find text: it takes ",
            Assert.Throws<InvalidDataException>(() => WordReader.Open(folder.Path)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\n\nb\n")]
    public void LetterDictionary_ThatIsNone_SaysWhatIsWanted(string text)
    {
        File.WriteAllText(folder["dict.txt"], text);

        Assert.Equal(
            $"{folder["dict.txt"]} is no dictionary: wanted is one letter a line, and no line empty.",
            Assert.Throws<InvalidDataException>(() => LetterDictionary.Read(folder["dict.txt"])).Message);
    }

    private static WordReader Open() => WordReader.Open(Models, sessionOptions: OneThread);

    private void Copy()
    {
        File.Copy(Path.Combine(Models, "en_PP-OCRv3_det_infer.onnx"), folder["det.onnx"]);
        File.Copy(Path.Combine(Models, "en_number_mobile_v2.0_rec_infer.onnx"), folder["rec.onnx"]);
        File.Copy(Path.Combine(Models, "en_dict.txt"), folder["en_dict.txt"]);
    }

    private static RgbImage Painted(int width, int height, params (string Text, int X, int Y, int Size)[] words)
    {
        using var bitmap = new SKBitmap(width, height);
        using var typeface = SKTypeface.FromFile(
            Path.Combine(SharedFolder.RepositoryRoot, "src", "Riveg", "Rendering", "Fonts", "DejaVuSans.ttf"));
        using (var canvas = new SKCanvas(bitmap))
        using (var paint = new SKPaint { IsAntialias = true, Color = SKColors.DarkBlue })
        {
            canvas.Clear(SKColors.LightGoldenrodYellow);
            foreach (var (text, x, y, size) in words)
            {
                using var font = new SKFont(typeface, size);
                canvas.DrawText(text, x, y, SKTextAlign.Center, font, paint);
            }
        }

        return new RgbImage(width, height, [.. bitmap.Pixels.SelectMany(p => new[] { p.Red, p.Green, p.Blue })]);
    }

    private static RgbImage Drawn(int width, int height, float degrees, float size, params string[] lines)
    {
        using var bitmap = new SKBitmap(width, height);
        using var typeface = SKTypeface.FromFile(
            Path.Combine(SharedFolder.RepositoryRoot, "src", "Riveg", "Rendering", "Fonts", "DejaVuSans.ttf"));
        using var font = new SKFont(typeface, size);
        using (var canvas = new SKCanvas(bitmap))
        using (var paint = new SKPaint { IsAntialias = true, Color = SKColors.DarkBlue })
        {
            canvas.Clear(SKColors.LightGoldenrodYellow);
            canvas.RotateDegrees(degrees, width / 2f, height / 2f);
            for (var i = 0; i < lines.Length; i++)
            {
                var y = (height / 2f) + ((i - ((lines.Length - 1) / 2f)) * size * 2);
                canvas.DrawText(lines[i], width / 2f, y, SKTextAlign.Center, font, paint);
            }
        }

        var pixels = bitmap.Pixels.SelectMany(p => new[] { p.Red, p.Green, p.Blue }).ToArray();
        return new RgbImage(width, height, pixels);
    }
}
