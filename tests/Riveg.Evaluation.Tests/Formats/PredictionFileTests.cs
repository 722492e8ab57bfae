using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Formats;
using Riveg.Evaluation.Scores;
using Riveg.Evaluation.Tests.Datasets;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.TestKit;

namespace Riveg.Evaluation.Tests.Formats;

/// <summary>Predictions of other systems: the small JSON form, and the authors' stage files beside a data set.</summary>
public sealed class PredictionFileTests
{
    private static readonly Dataset Gold = new(
        "riveg", "own", [Post("1", "😀 Ada met Ada"), Post("2", "Bob"), Post("2", "Eve and Bob")], []);

    [Theory]
    [InlineData("""{"id":"1","entities":[{"start":3,"end":6,"type":"PER","box":[1,2,30,40]}]}""")]
    [InlineData("""{"id":1,"entities":[{"start":3,"end":6,"text":"Ada","type":"PER","boxes":[[1,2,30,40]]}]}""")]
    [InlineData("""{"id":"1","offsets":"code-points","entities":[{"start":2,"end":5,"type":"PER","box":[1,2,30,40]}]}""")]
    [InlineData(
        """{"id":"1","text":"😀 Ada met Ada","entities":[{"start":3,"end":6,"type":"PER","regions":[{"box":[1,2,30,40],"score":0.5}]}]}""")]
    [InlineData("""[{"id":"1","entities":[{"start":3,"end":6,"type":"PER","box":[1,2,30,40]}]}]""")]
    [InlineData(
        """{"id":"1","image":"1.jpg","model":"x","entities":[{"start":3,"end":6,"type":"PER","box":[1,2,30,40],"score":0.5,"logit":3}]}""")]
    public void ReadFile_AnyForm_IsTheSamePrediction(string line)
    {
        var set = Read(line, out _);
        var entity = Assert.Single(set.EntitiesOf(Gold.Posts[0]));
        Assert.Equal((new TextSpan(3, 6), "Ada", EntityType.Person), (entity.Mention.Span, entity.Text, entity.Mention.Type));
        Assert.Equal(new Box(1, 2, 30, 40), Assert.Single(entity.Regions).Box);
    }

    [Theory]
    [InlineData("""{"id":"1"}""", "{0}:1: \"entities\" is missing or no list; [] says that the post names nothing")]
    [InlineData("""{"entities":[]}""", "{0}:1: \"id\" is missing")]
    [InlineData("""{"id":"9","entities":[]}""", "{0}:1: the gold posts have no 9; it is passed over.")]
    [InlineData("""{"id":"1","entities":[{"start":3,"end":6}]}""", "{0}:1: \"type\" is missing")]
    [InlineData(
        """{"id":"1","entities":[{"start":3,"end":6,"type":"PER","bbox":[1,2,3,4]}]}""",
        "{0}:1: \"bbox\" is not read; a box stands in \"box\":[x0,y0,x1,y1], in pixels from the left top corner to the right bottom one")]
    [InlineData(
        """{"id":"1","entities":[{"start":2,"end":5,"text":"Ada","type":"PER"}]}""",
        "{0}:1: the entity \"Ada\" is not what stands at [2, 5), \" Ad\"; are its offsets in the unit that \"offsets\" says?")]
    [InlineData("""{"id":"1","entities":[{"start":3,"end":6,"type":"PER","box":"1 2 3 4"}]}""", "{0}:1: \"box\" is no box [x0,y0,x1,y1]")]
    [InlineData("""["x"]""", "{0}:1: a prediction is a JSON object")]
    [InlineData("""{"id":"1","error":null}""", "{0}:1: \"entities\" is missing or no list; [] says that the post names nothing")]
    [InlineData("""{"id":"1","entities":[{"start":3,"end":6,"type":" "}]}""", "{0}:1: \"type\" is empty")]
    [InlineData("""{"id":"1","id":"2","entities":[]}""", "{0}:1: \"id\" stands there twice")]
    [InlineData("""{"id":"1","entities":[{"start":3,"end":6,"end":7,"type":"PER"}]}""", "{0}:1: \"end\" stands there twice")]
    [InlineData("""{"id":"1",""", "{0}:1: not JSON at character 10")]
    public void ReadFile_WhatCannotBeRead_IsALine(string line, string message)
    {
        var set = Read(line, out var path);
        Assert.Equal(message.Replace("{0}", path, StringComparison.Ordinal), set.Faults[0]);
    }

    [Fact]
    public void ReadFile_AsDeepAsJsonIsRead_IsALine()
    {
        var deep = $"{new string('[', 60)}{new string(']', 60)}";
        Assert.EndsWith(
            ":1: a mask is no object with \"size\" and \"counts\"",
            Read($$"""{"id":"1","entities":[{"start":3,"end":6,"type":"PER","box":[1,2,3,4],"mask":{{deep}}}]}""", out _).Faults[0],
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WithoutTextAndDataSet_SaysWhatIsNeeded()
    {
        using var folder = new DatasetFolder().With("p.jsonl", """{"id":"1","entities":[]}""");
        Assert.Equal(
            $"{folder.PathOf("p.jsonl")}:1: \"text\" is missing; name the data set that has the post",
            Assert.Single(PredictionReader.Read(folder.PathOf("p.jsonl"))).Fault);
    }

    [Fact]
    public void ReadFile_SeveralPostsOfOneId_AreMeantInOrder()
    {
        var set = Read("""
            {"id":"2","entities":[{"start":0,"end":3,"type":"PER"}]}
            {"id":"2","entities":[{"start":8,"end":11,"type":"PER"}]}
            """, out _);
        Assert.Equal(["Bob"], set.EntitiesOf(Gold.Posts[1]).Select(e => e.Text));
        Assert.Equal(["Bob"], set.EntitiesOf(Gold.Posts[2]).Select(e => e.Text));
    }

    [Fact]
    public void ReadFile_StageFiles_FindTheirPlaces()
    {
        using var folder = new DatasetFolder()
            .With(
                "OFAVE_to_OFAREC.txt",
                "Imageid:1.jpg#a###Ada(PER)###x###2\nImageid:1.jpg#b###Ada(PER)###x###0\nImageid:1.jpg#c###Ada(PER)###x###0\nImageid:"
                + "2.jpg#d###Eve(LOC)###x###0\nImageid:7.jpg#e###Eve(LOC)###x###0\n")
            .With("refcoco_val_predict.json", """[{"uniq_id":"1.jpg#a","box":[1,2,30,40]}]""");
        var set = PredictionSet.ReadFile(folder.Root, Gold);
        Assert.Equal(
            [new TextSpan(3, 6), new TextSpan(11, 14), new TextSpan(14, 14)], set.EntitiesOf(Gold.Posts[0]).Select(e => e.Mention.Span));
        Assert.Equal([1, 0, 0], set.EntitiesOf(Gold.Posts[0]).Select(e => e.Regions.Count));
        Assert.Empty(set.EntitiesOf(Gold.Posts[1]));
        Assert.Equal(
            [(new TextSpan(0, 3), EntityType.Location)], set.EntitiesOf(Gold.Posts[2]).Select(e => (e.Mention.Span, e.Mention.Type)));
        var file = folder.PathOf("OFAVE_to_OFAREC.txt");
        Assert.Equal([
            $"{file}:3: \"Ada\" does not stand in the text of the post 1; it counts as wrong.",
            $"{file}:5: the gold posts have no 7; it is passed over."
        ], set.Faults);
    }

    [SharedFact]
    public void ReadFile_TheAuthorsStageFiles_ScoreAsTheirScriptSays()
    {
        var gold = DatasetReference
            .Parse($"twitter-gmner:{SharedFolder.Resolve("data", "twitter-gmner", "Twitter10000_v2.0")}")
            .ReadSplit("dev");
        var folder = SharedFolder.Resolve("data", "legacy-stage-files", "dev");
        var set = PredictionSet.ReadFile(folder, gold);
        Assert.Empty(set.Faults);
        var scores = StageFileScorer.Evaluate(StageFiles.Read(folder));
        var report = Evaluator.Evaluate(gold, set, ScoringRules.Riveg);
        Assert.Equal(scores[ScoringTask.Mner], report.Tasks[ScoringTask.Mner].Overall);
        Assert.Equal((2371, 2450), (report.Tasks[ScoringTask.Gmner].Overall.Predicted, report.Tasks[ScoringTask.Gmner].Overall.Gold));
    }

    private static PredictionSet Read(string content, out string path)
    {
        using var folder = new DatasetFolder().With("p.jsonl", content);
        path = folder.PathOf("p.jsonl");
        return PredictionSet.ReadFile(path, Gold);
    }

    private static GoldPost Post(string id, string text) => new()
    {
        Post = new Post { Id = id, Text = text },
        Entities = [new GoldEntity { Span = new TextSpan(0, 1), Type = EntityType.Person }],
    };
}
