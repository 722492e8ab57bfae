using Riveg.Onnx.Observation.Objects;

namespace Riveg.Onnx.Tests.Observation.Objects;

public sealed class ClassLabelsTests
{
    [Theory]
    [InlineData("ant\nbee\n")]
    [InlineData("\uFEFFant\r\nbee\r\n")]
    [InlineData("ant, bee")]
    [InlineData("""["ant", "bee"]""")]
    [InlineData("""{"0": "ant", "1": "bee"}""")]
    [InlineData("""{"1": "bee", "0": "ant"}""")]
    [InlineData("""{"id2label": {"0": "ant", "1": "bee"}, "label2id": {"ant": 0}}""")]
    [InlineData("""{"names": ["ant", "bee"]}""")]
    [InlineData("""[{"id": 0, "name": "ant"}, {"id": 1, "name": "bee"}]""")]
    [InlineData("""{0: 'ant', 1: "bee"}""")]
    public void Parse_KnownForms_GivesTheNamesInOrder(string text) => Assert.Equal(["ant", "bee"], ClassLabels.Parse(text)!);

    [Theory]
    [InlineData("")]
    [InlineData("ant\n\nbee")]
    [InlineData("[1, 2]")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"0": "ant", "2": "bee"}""")]
    [InlineData("""{"0": "ant", "0": "bee"}""")]
    [InlineData("""{"a": "ant"}""")]
    [InlineData("{0: 'ant', 0: 'bee'}")]
    [InlineData("""["ant", """)]
    public void Parse_WhatNamesNothing_IsNone(string text) => Assert.Null(ClassLabels.Parse(text));

    [Fact]
    public void CocoNames_AreTheEighty() => Assert.Equal((80, 80), (ClassLabels.CocoNames.Count, ClassLabels.CocoNames.Distinct().Count()));

    [Fact]
    public void Read_FileThatIsNotThere_SaysWhatToDo()
    {
        using var folder = new TemporaryFolder();

        Assert.Equal(
            $"There is no file of labels {folder["x.txt"]}; mend \"labels\", or give \"coco\" for the 80 classes of COCO.",
            Assert.Throws<FileNotFoundException>(() => ClassLabels.Read(folder["x.txt"])).Message);
    }

    [Fact]
    public void Read_FileWithoutNames_SaysWhatIsWanted()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["x.txt"], "[1]");

        Assert.Equal(
            $"{folder["x.txt"]} holds no names of classes; wanted is one name a line, no line empty, "
            + "or JSON: a list of names, or numbers with names.",
            Assert.Throws<InvalidDataException>(() => ClassLabels.Read(folder["x.txt"])).Message);
    }

    [Fact]
    public void Read_TwoClassesOfOneName_AreNamedButGapsAreAllowed()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllLines(folder["x.txt"], Enumerable.Repeat("person", 80));
        Assert.Equal(
            $"{folder["x.txt"]} names the classes 0 and 1 both \"person\"; give each class a name of its own.",
            Assert.Throws<InvalidDataException>(() => ClassLabels.Read(folder["x.txt"])).Message);

        File.WriteAllLines(folder["x.txt"], ["N/A", "person", "N/A", "bicycle"]);
        Assert.Equal(4, ClassLabels.Read(folder["x.txt"]).Count);
    }
}
