using System.Security.Cryptography;
using CsCheck;
using Riveg.Builtin;
using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Training;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Tests.Builtin;

public sealed class BuiltinModelTests
{
    // "RVGB", the version, the fingerprint of the features, the SHA-256 of the content.
    private const int Header = 4 + 4 + 32 + 32;

    private static readonly BuiltinModel Model = Train();

    [Fact]
    public void Train_TwiceOnTheSamePosts_GivesTheSameBytes() => Assert.Equal(Save(Model), Save(Train()));

    [Fact]
    public void Load_OfSave_GivesTheSameParts()
    {
        // A loaded model keeps its content as it was: its parts are written anew, so that what reading loses or changes is seen.
        var loaded = BuiltinModel.Load(new MemoryStream(Save(Model)));
        Assert.Equal(Save(Model), Save(new BuiltinModel(loaded.Recognition, loaded.Entailment, loaded.Layout)));
        Assert.Equal(Save(Model), Save(loaded));
        Assert.Equal(Model.Sha256, loaded.Sha256);
    }

    [Fact]
    public void Load_OfTheShippedModel_GivesTheSameParts()
    {
        var shipped = BuiltinModel.Default;
        Assert.Equal(Save(shipped), Save(new BuiltinModel(shipped.Recognition, shipped.Entailment, shipped.Layout)));
    }

    [Fact]
    public void Load_AnyByteChanged_IsRefused()
    {
        var bytes = Save(Model);
        Gen.Select(Gen.OneOf(Gen.Int[0, Header + 20], Gen.Int[0, bytes.Length - 1]), Gen.Int[1, 255]).Sample((at, change) =>
        {
            var changed = (byte[])bytes.Clone();
            changed[at] ^= (byte)change;
            Assert.Throws<InvalidDataException>(() => BuiltinModel.Load(new MemoryStream(changed)));
        });
    }

    [Fact]
    public void Load_BytesAdded_IsRefused()
    {
        Assert.Equal(
            "The built-in model is cut off or was changed: its content does not have its SHA-256.",
            Refused([.. Save(Model), 0]));
        byte[] content = [.. Save(Model)[Header..], 0];
        Assert.Equal("The built-in model goes on behind its last part.", Refused(WithHash(content)));
    }

    [Fact]
    public void Load_PartsCutOffUnderARightHash_IsRefused()
    {
        var content = Save(Model)[Header..];
        for (var length = 0; length < content.Length; length += 1 + (content.Length / 40))
        {
            Assert.Throws<InvalidDataException>(() => BuiltinModel.Load(new MemoryStream(WithHash(content[..length]))));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    [InlineData(-1)]
    public void Load_AnotherVersion_SaysHowToMakeANewOne(int version)
    {
        var bytes = Save(Model);
        BitConverter.GetBytes(version).CopyTo(bytes, 4);
        Assert.Equal(
            $"The built-in model is of version {version}, this Riveg reads version 4; "
            + "make a new one with 'riveg train builtin' (docs/training.md).",
            Refused(bytes));
    }

    [Fact]
    public void Load_ModelOfOtherFeatures_SaysHowToMakeANewOne()
    {
        var bytes = Save(Model);
        bytes[8] ^= 1;
        var own = Convert.ToHexStringLower(Save(Model)[8..14]);
        Assert.Equal(
            $"The built-in model was trained on other features ({Convert.ToHexStringLower(bytes[8..14])}) than this Riveg makes ({own}); "
            + "make a new one with 'riveg train builtin' (docs/training.md).",
            Refused(bytes));
    }

    [Theory]
    [InlineData(0, "is no built-in model")]
    [InlineData(3, "is no built-in model")]
    [InlineData(6, "is cut off")]
    [InlineData(30, "is cut off")]
    [InlineData(60, "is cut off")]
    [InlineData(500, "does not have its SHA-256")]
    public void Load_CutOffFile_SaysSo(int length, string message) =>
        Assert.Contains(
            message,
            Assert.Throws<InvalidDataException>(() => BuiltinModel.Load(new MemoryStream(Save(Model)[..length]))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Load_ForeignFile_SaysSo() =>
        Assert.Equal("The file is no built-in model of Riveg; 'riveg train builtin' makes one.", Refused("hello world"u8.ToArray()));

    [Fact]
    public void Train_WithoutEntities_IsRefused() =>
        Assert.Throws<DatasetException>(() => BuiltinTrainer.Train(
            new BuiltinTrainingData { Grounded = [new GoldPost { Post = new Post { Id = "1", Text = "x" }, Entities = [] }] },
            cancellationToken: TestContext.Current.CancellationToken));

    [Fact]
    public void Default_IsShippedAndSmall()
    {
        using var stream = new MemoryStream();
        BuiltinModel.Default.Save(stream);
        Assert.InRange(stream.Length, 100_000, 5_000_000);
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
            Post = new Post
            {
                Id = number.ToString(),
                Text = text,
                AuxiliaryKnowledge =
                    $"Named entities:1. {person} (person)2. {place} (city)Reasoning:{person} is a singer. The image shows {person}.",
                Captions = ["a person on a street"]
            },
            Entities =
            [
                new GoldEntity
                {
                    Span = new TextSpan(0, person.Length),
                    Type = EntityType.Person,
                    Boxes = number % 4 == 0 ? [] : [new Box(10 + number, 5, 60 + number, 90)]
                },
                new GoldEntity { Span = new TextSpan(person.Length + 8, person.Length + 8 + place.Length), Type = EntityType.Location },
            ],
            ImageSize = new ImageSize(100, 100),
        };
    }

    private static string Refused(byte[] bytes) =>
        Assert.Throws<InvalidDataException>(() => BuiltinModel.Load(new MemoryStream(bytes))).Message;

    private static byte[] WithHash(byte[] content) => [.. Save(Model)[..40], .. SHA256.HashData(content), .. content];

    private static byte[] Save(BuiltinModel model)
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }
}
