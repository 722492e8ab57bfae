using Riveg.Builtin;
using Riveg.Datasets;
using Riveg.Posts;
using Riveg.Recognition;
using Riveg.Regions;

namespace Riveg.Tests.Builtin;

public sealed class BuiltinModelTests
{
    [Fact]
    public void Train_TwiceOnTheSamePosts_GivesTheSameBytes() => Assert.Equal(Save(Train()), Save(Train()));

    [Fact]
    public void Load_OfSave_GivesTheSameModel()
    {
        var bytes = Save(Train());
        var loaded = BuiltinModel.Load(new MemoryStream(bytes));
        Assert.Equal(bytes, Save(loaded));
    }

    [Theory]
    [InlineData(0, "is no built-in model")]
    [InlineData(3, "is no built-in model")]
    [InlineData(6, "is cut off")]
    [InlineData(30, "is cut off")]
    [InlineData(500, "does not have its SHA-256")]
    public void Load_CutOffFile_SaysSo(int length, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => BuiltinModel.Load(new MemoryStream(Save(Train())[..length]))).Message, StringComparison.Ordinal);

    [Fact]
    public void Load_ChangedOrForeignFile_SaysSo()
    {
        var bytes = Save(Train());
        bytes[^1] ^= 1;
        Assert.Contains("SHA-256", Assert.Throws<InvalidDataException>(() => BuiltinModel.Load(new MemoryStream(bytes))).Message, StringComparison.Ordinal);
        bytes[4] = 9;
        Assert.Contains("version 9", Assert.Throws<InvalidDataException>(() => BuiltinModel.Load(new MemoryStream(bytes))).Message, StringComparison.Ordinal);
        Assert.Contains("is no built-in model", Assert.Throws<InvalidDataException>(() => BuiltinModel.Load(new MemoryStream("hello world"u8.ToArray()))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_WithoutEntities_IsRefused() =>
        Assert.Throws<DatasetException>(() => BuiltinTrainer.Train(new BuiltinTrainingData { Grounded = [new GoldPost { Post = new Post { Id = "1", Text = "x" }, Entities = [] }] }, cancellationToken: TestContext.Current.CancellationToken));

    [Fact]
    public void Default_IsShippedAndSmall()
    {
        using var stream = new MemoryStream();
        BuiltinModel.Default.Save(stream);
        Assert.InRange(stream.Length, 100_000, 6_000_000);
        Assert.Equal(64, BuiltinModel.Default.Sha256.Length);
    }

    private static BuiltinModel Train() => BuiltinTrainer.Train(
        new BuiltinTrainingData { Grounded = [.. Enumerable.Range(0, 24).Select(MakePost)] },
        new CrfTrainingOptions { Runs = 2, Epochs = 3, MinimumFeatureCount = 1 },
        cancellationToken: TestContext.Current.CancellationToken);

    private static GoldPost MakePost(int number)
    {
        string[] people = ["Ann", "Bob", "Cid"];
        string[] places = ["Rome", "Oslo"];
        var (person, place) = (people[number % 3], places[number % 2]);
        var text = $"{person} visits {place} now";
        return new GoldPost
        {
            Post = new Post { Id = number.ToString(), Text = text, AuxiliaryKnowledge = $"Named entities:1. {person} (person)2. {place} (city)Reasoning:{person} is a singer. The image shows {person}.", Captions = ["a person on a street"] },
            Entities =
            [
                new GoldEntity { Span = new TextSpan(0, person.Length), Type = EntityType.Person, Boxes = number % 4 == 0 ? [] : [new Box(10 + number, 5, 60 + number, 90)] },
                new GoldEntity { Span = new TextSpan(person.Length + 8, person.Length + 8 + place.Length), Type = EntityType.Location },
            ],
            ImageSize = new ImageSize(100, 100),
        };
    }

    private static byte[] Save(BuiltinModel model)
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }
}
