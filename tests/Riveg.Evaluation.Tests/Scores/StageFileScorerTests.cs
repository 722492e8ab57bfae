using System.Text.Json;
using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Formats;
using Riveg.Evaluation.Scores;
using Riveg.TestKit;

namespace Riveg.Evaluation.Tests.Scores;

public sealed class StageFileScorerTests
{
    [SharedFact]
    public void Read_TheAuthorsDevFiles_HaveNoFault() =>
        Assert.Empty(StageFiles.Read(SharedFolder.Resolve("data", "legacy-stage-files", "dev")).Faults);

    [SharedFact]
    public void Evaluate_TheAuthorsDevFiles_GivesTheFiguresOfTheirScript()
    {
        var folder = SharedFolder.Resolve("data", "legacy-stage-files", "dev");
        using var expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")));
        var scores = StageFileScorer.Evaluate(StageFiles.Read(folder));
        foreach (var (task, name) in new[] { (ScoringTask.Gmner, "gmner"), (ScoringTask.Eeg, "eeg") })
        {
            var figures = expected.RootElement.GetProperty(name);
            Assert.Equal(
                (figures.GetProperty("right").GetInt32(),
                    expected.RootElement.GetProperty("predicted_entities").GetInt32(),
                    expected.RootElement.GetProperty("gold_entities").GetInt32()),
                (scores[task].Right, scores[task].Predicted, scores[task].Gold));
            Assert.Equal(figures.GetProperty("precision").GetDouble(), scores[task].Precision);
            Assert.Equal(figures.GetProperty("recall").GetDouble(), scores[task].Recall);
            Assert.Equal(figures.GetProperty("f1").GetDouble(), scores[task].F1);
        }
    }

    [Theory]
    [InlineData("no mark", "1.jpg###A(PER)###a###0###&[0, 0, 0, 0]", "[]", "OFAVE_to_OFAREC.txt:1: the line is not of the authors' form.")]
    [InlineData(
        "Imageid:1.jpg#a###A###A###0",
        "1.jpg###A(PER)###a###0###&[0, 0, 0, 0]",
        "[]",
        "OFAVE_to_OFAREC.txt:1: the line is not of the authors' form.")]
    [InlineData(
        "Imageid:1.jpg#a###A(PER)###A###2",
        "1.jpg###A(PER)###a###0###&[0, 0, 0, 0]",
        "[]",
        "the next box of refcoco_val_predict is for nothing, not for 1.jpg#a")]
    [InlineData(
        "Imageid:1.jpg#a###A(PER)###A###0",
        "1.jpg###A(PER)###a###2###&[0, 0]",
        "[]",
        "GMNER_finall_label.txt:1: the line is not of the authors' form.")]
    [InlineData(
        "Imageid:1.jpg#a###A(PER)###A###0", "1.jpg###A(PER)###a###2###&[0, 0, 1, 1]", "{}", "is no list of {\"uniq_id\", \"box\"}.")]
    [InlineData(
        "Imageid:1.jpg#a###A(PER)###A###0",
        "1.jpg###A(PER)###a###2###&[0, 0, 1, 1]",
        """[{"uniq_id":"x","box":[1]}]""",
        "a box has 1 numbers instead of 4.")]
    public void Read_BrokenFiles_NamesThePlace(string predicted, string gold, string boxes, string message)
    {
        using var folder = new TemporaryFolder("riveg-stage-");
        folder.Write("OFAVE_to_OFAREC.txt", predicted);
        folder.Write("GMNER_finall_label.txt", gold);
        folder.Write("refcoco_val_predict.json", boxes);
        Assert.Contains(
            message, Assert.Throws<DatasetException>(() => StageFiles.Read(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "Imageid:1.jpg#a###A(PER)###A###2",
        "1.jpg###A(PER)###a###2###&[10, 10, 50, 50]",
        """[{"uniq_id":"1.jpg#a","box":[10,10,50,50]},{"uniq_id":"1.jpg#b","box":[1,1,5,5]}]""",
        1,
        "refcoco_val_predict.json: 1 boxes more than groundable lines, from that of 1.jpg#b on; the files are not of one run.")]
    [InlineData(
        "Imageid:1.jpg#a###A(FOO)###A###0",
        "1.jpg###A(FOO)###a###0###&[0, 0, 0, 0]",
        "[]",
        1,
        "OFAVE_to_OFAREC.txt:1: \"FOO\" is none of the types PER, LOC, ORG, OTHER and MISC.")]
    [InlineData(
        "Imageid:1.jpg#a###A(PER)###A###2",
        "1.jpg###A(PER)###a###2###&[10, 10, 50, 50]",
        """[{"uniq_id":"1.jpg#a","box":[0.1,0.1,0.5,0.5]}]""",
        0,
        "OFAVE_to_OFAREC.txt:1: the box 0.1 0.1 0.5 0.5 is in fractions of the picture, not in pixels.")]
    [InlineData(
        "Imageid:1.jpg#a###A(PER)###A###2",
        "1.jpg###A(PER)###a###2###&[10, 10, 50, 50]",
        """[{"uniq_id":"1.jpg#a","box":[50,10,10,50]}]""",
        0,
        "OFAVE_to_OFAREC.txt:1: the box 50 10 10 50 is no box: its corners are reversed, without area or no finite numbers.")]
    [InlineData(
        "Imageid:1.jpg#a###A(PER)###A###2",
        "1.jpg###A(PER)###a###0###&[0, 0, 0, 0]",
        """[{"uniq_id":"1.jpg#a","box":[0,0,0,0]}]""",
        1,
        null)]
    [InlineData("Imageid:1.jpg#a###A(PER)###A###0", "2.jpg###B(PER)###b###0###&[0, 0, 0, 0]", "[]", 0, null)]
    public void Read_FilesThatDoNotFit_AreScoredAndTold(string predicted, string gold, string boxes, int right, string? fault)
    {
        using var folder = new TemporaryFolder("riveg-stage-");
        folder.Write("OFAVE_to_OFAREC.txt", predicted);
        folder.Write("GMNER_finall_label.txt", gold);
        File.WriteAllText(
            folder["refcoco_val_predict.json"],
            boxes,
            new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        var files = StageFiles.Read(folder.Path);
        Assert.Equal(right, StageFileScorer.Evaluate(files)[ScoringTask.Gmner].Right);
        Assert.Equal(fault is null ? [] : [folder[fault]], files.Faults.Take(1));
    }
}
