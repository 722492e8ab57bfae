using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Photos;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Evaluation.Tests.Photos;

public sealed class PhotoFiguresTests
{
    private const string Text = "Ann met Bob in Rome";
    private static readonly ImageSize Size = new(100, 100);
    private static readonly Box Left = new(0, 0, 50, 100);
    private static readonly Box Right = new(50, 0, 100, 100);

    [Fact]
    public void Of_AnswersOfAllKinds_CountsEachNameUnderItsOwnFigure()
    {
        var gold = Gold(Post("1", [Left, Right], [Left], []));
        PhotoAnswer[] answers =
        [
            new(gold.Posts[0], Result("1", (0.9, Right), (0.2, Right), (0.6, Left)))
            {
                Time = TimeSpan.FromSeconds(2),
                MaskOverlaps = [0.5, 0.7],
            },
        ];

        var figures = PhotoFigures.Of(gold, answers);

        // Ann's second box is right, Bob's is not; Rome is not there and has one.
        Assert.Equal(1.0, figures[PhotoFigure.Mner].Value);
        Assert.Equal(1.0 / 3, figures[PhotoFigure.Gmner].Value, 12);
        Assert.Equal((0.5, 2), (figures[PhotoFigure.GroundableRight].Value, figures[PhotoFigure.GroundableRight].Of));
        Assert.Equal((1.0, 1), (figures[PhotoFigure.AbsentBoxed].Value, figures[PhotoFigure.AbsentBoxed].Of));
        Assert.Equal((1.0 / 3, 3), (figures[PhotoFigure.EntailmentAccuracy].Value, figures[PhotoFigure.EntailmentAccuracy].Of));
        Assert.Equal((0.1 + 0.8 + 0.6) / 3, figures[PhotoFigure.CalibrationError].Value, 12);
        Assert.Equal((0.6, 2), (figures[PhotoFigure.MaskIou].Value, figures[PhotoFigure.MaskIou].Of));
        Assert.Equal((2.0, 1), (figures[PhotoFigure.SecondsPerPicture].Value, figures[PhotoFigure.SecondsPerPicture].Of));
        Assert.DoesNotContain(PhotoFigure.Smner, figures.Keys);
    }

    [Fact]
    public void Of_ANameThatWasNotFound_IsNotRightAndHasNoBox()
    {
        var gold = Gold(Post("1", [Left], [], []));
        var figures = PhotoFigures.Of(gold, [new(gold.Posts[0], new AnnotationResult { PostId = "1", Text = Text })]);
        Assert.Equal((0.0, 1), (figures[PhotoFigure.GroundableRight].Value, figures[PhotoFigure.GroundableRight].Of));
        Assert.Equal((0.0, 2), (figures[PhotoFigure.AbsentBoxed].Value, figures[PhotoFigure.AbsentBoxed].Of));
        Assert.DoesNotContain(PhotoFigure.EntailmentAccuracy, figures.Keys);
        Assert.DoesNotContain(PhotoFigure.SecondsPerPicture, figures.Keys);
    }

    [Fact]
    public void Of_BoxesOfAPictureInAnotherSize_AreBroughtIntoGolds()
    {
        var gold = Gold(Post("1", [Left], [], []));
        var result = Result("1", (0.9, new Box(0, 0, 5, 10)), (0, null), (0, null)) with
        {
            Image = new AnnotatedImage("1.png", new ImageSize(10, 10)),
        };
        Assert.Equal(1.0, PhotoFigures.Of(gold, [new(gold.Posts[0], result)])[PhotoFigure.GroundableRight].Value);
    }

    [Fact]
    public void Of_Times_TakesTheMedianAndAnIntervalAroundIt()
    {
        var gold = Gold([.. Enumerable.Range(0, 9).Select(i => Post($"{i}", [Left], [], []))]);
        var answers = gold.Posts.Select((p, i) => new PhotoAnswer(p, Result(p.Post.Id, (1, Left), (0, null), (0, null)))
        {
            Time = TimeSpan.FromSeconds(i == 8 ? 1000 : i),
        });
        var seconds = PhotoFigures.Of(gold, [.. answers])[PhotoFigure.SecondsPerPicture];
        Assert.Equal(4, seconds.Value);
        Assert.InRange(seconds.Interval.Low, 0, 4);
        Assert.InRange(seconds.Interval.High, 4, 8);
    }

    [Fact]
    public void Baselines_OfGold_AreWhatLooksAtNothing()
    {
        // Persons are always left, places never there: the type alone says everything.
        var gold = Gold([.. Enumerable.Range(0, 10).Select(i => Post($"{i}", [Left], [Left], []))]);
        var baselines = PhotoBaselines.Of(gold, null).ToDictionary(b => b.Name, b => b.Figures);
        Assert.Equal([PhotoBaselines.Nothing, PhotoBaselines.TypeOnly], baselines.Keys.Order());
        Assert.Equal(1.0 / 3, baselines[PhotoBaselines.Nothing][PhotoFigure.Gmner].Value, 12);
        Assert.Equal(1.0 / 3, baselines[PhotoBaselines.Nothing][PhotoFigure.EntailmentAccuracy].Value, 12);
        Assert.Equal(1.0, baselines[PhotoBaselines.TypeOnly][PhotoFigure.Gmner].Value);
        Assert.Equal(1.0, baselines[PhotoBaselines.TypeOnly][PhotoFigure.EntailmentAccuracy].Value);
        Assert.Equal(0.0, baselines[PhotoBaselines.TypeOnly][PhotoFigure.AbsentBoxed].Value);
    }

    [Fact]
    public void Baselines_OfATypeThatOnePostHas_LearnNothingFromIt()
    {
        // Were the post's own answer known, its place would be put where it is.
        var gold = Gold([Post("0", [], [], [Right]), .. Enumerable.Range(1, 4).Select(i => PersonsOnly($"{i}"))]);
        var typeOnly = PhotoBaselines.Of(gold, null).Single(b => b.Name == PhotoBaselines.TypeOnly).Figures;
        Assert.Equal(0.0, typeOnly[PhotoFigure.GroundableRight].Value);
    }

    [Fact]
    public void Baselines_OfFoundMentions_AnswerAboutThese()
    {
        var gold = Gold(Post("0", [Left], [], []));
        var found = new PhotoAnswer(gold.Posts[0], Result("0", (0.9, Left), (0.9, Left), (0.9, Left)) with { Entities = [] });
        var nothing = PhotoBaselines.Of(gold, [found]).Single(b => b.Name == PhotoBaselines.Nothing).Figures;
        Assert.Equal(0.0, nothing[PhotoFigure.Mner].Value);
    }

    private static Dataset Gold(params GoldPost[] posts) => new("test", "dev", posts, []);

    private static GoldPost Post(string id, Box[] ann, Box[] bob, Box[] rome) => new()
    {
        Post = new Post { Id = id, Text = Text },
        ImageSize = Size,
        Entities =
        [
            new GoldEntity { Span = new TextSpan(0, 3), Type = EntityType.Person, Boxes = ann },
            new GoldEntity { Span = new TextSpan(8, 11), Type = EntityType.Person, Boxes = bob },
            new GoldEntity { Span = new TextSpan(15, 19), Type = EntityType.Location, Boxes = rome },
        ],
    };

    private static GoldPost PersonsOnly(string id)
    {
        var post = Post(id, [], [], []);
        return post with { Entities = [.. post.Entities.Take(2)] };
    }

    private static AnnotationResult Result(string id, params (double Entailment, Box? Box)[] answers) => new()
    {
        PostId = id,
        Text = Text,
        Entities =
        [
            .. Post(id, [], [], []).Entities.Zip(answers, (gold, answer) => new AnnotatedEntity
            {
                Mention = new Mention(gold.Span, gold.Type),
                Text = gold.Span.Of(Text),
                Entailment = answer.Entailment,
                Regions = answer.Box is { } box ? [new Region(box, 1)] : [],
            }),
        ],
    };
}
