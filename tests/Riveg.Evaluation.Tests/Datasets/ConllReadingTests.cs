using System.Text;
using Riveg.Evaluation.Datasets;
using Riveg.Posts;

namespace Riveg.Evaluation.Tests.Datasets;

public sealed class ConllReadingTests
{
    [Theory]
    [InlineData("Ada\tB-PER\nByron\tI-PER\nin\tO\nRome\tB-LOC\n", "BIO")]
    [InlineData("Ada\tB-PER\nByron\tE-PER\nin\tO\nRome\tS-LOC\n", "BIOES")]
    [InlineData("Ada\tB-PER\nByron\tL-PER\nin\tO\nRome\tU-LOC\n", "BILOU")]
    [InlineData("Ada\tB-PER\nByron\tE-PER\nin\tO\nRome\tW-LOC\n", "BMEWO")]
    [InlineData("Ada\tI-PER\nByron\tI-PER\nin\tO\nRome\tI-LOC\n", "IO")]
    [InlineData("Ada\tb-per\nByron\ti-Per\nin\to\nRome\tb-loc\n", "lower case")]
    [InlineData("Ada\tPER-B\nByron\tPER-I\nin\tO\nRome\tLOC-B\n", "the mark behind")]
    [InlineData("Ada\tB-PER\t\nByron\tI-PER\t\t\nin\tO\t \nRome\tB-LOC\n", "tabs at the end")]
    [InlineData("Ada NNP B-NP B-PER\nByron NNP I-NP I-PER\nin IN B-PP O\nRome NNP B-NP B-LOC\n", "CoNLL-2003")]
    [InlineData("Ada -X- _ B-PER\nByron -X- _ I-PER\nin -X- _ O\nRome -X- _ B-LOC\n", "Label Studio")]
    [InlineData("Ada\tB-PER\tNNP\nByron\tI-PER\tNNP\nin\tO\tIN\nRome\tB-LOC\tNNP\n", "the tag in the middle")]
    [InlineData("Ada\tB-PER\tO\nByron\tI-PER\tO\nin\tO\tO\nRome\tB-LOC\tO\n", "an empty last layer")]
    public void ReadSplit_TagsOfAnyScheme_GiveTheSameEntities(string rows, string scheme)
    {
        using var set = new DatasetFolder().With("dev.txt", $"IMGID:1\n{rows}");
        var dataset = set.Read("twitter-2015");
        Assert.True(dataset.Faults.Count == 0, $"{scheme}: {string.Join('\n', dataset.Faults)}");
        Assert.Equal(
            [("Ada Byron", EntityType.Person), ("Rome", EntityType.Location)],
            dataset.Posts[0].Entities.Select(e => (e.Span.Of(dataset.Posts[0].Post.Text), e.Type)));
    }

    [Theory]
    [InlineData("New\tB-LOC\nYork\tM-LOC\nCity\tE-LOC\n", "New York City")]
    [InlineData("New\tB-LOC\nYork\tI-LOC\nCity\tL-LOC\n", "New York City")]
    public void ReadSplit_MiddlesAndEnds_AreOneEntity(string rows, string name)
    {
        using var set = new DatasetFolder().With("dev.txt", $"IMGID:1\n{rows}");
        Assert.Equal(name, Assert.Single(set.Read("twitter-2015").Posts[0].Entities).Span.Of("New York City"));
    }

    [Theory]
    [InlineData("Ada\tB-FOO\nran\tO\n", "dev.txt:2: \"B-FOO\" is of no type of the data set (PER, LOC, ORG, OTHER or MISC).")]
    [InlineData("Ada\tB\nran\tO\n", "dev.txt:2: \"B\" is no tag; the token counts as outside of entities.")]
    [InlineData(
        "Ada\tPER\nByron\tPER\nran\tO\n",
        "dev.txt:2: \"PER\" is no tag; the token counts as outside of entities (2 rows; this is the first).")]
    [InlineData("Ada\tB-\nran\tO\n", "dev.txt:2: \"B-\" is no tag; the token counts as outside of entities.")]
    [InlineData("Ada\tNNP\nran\tVBD\n", "dev.txt: column 2 was read for tags, and none of its values is one (the first is \"NNP\").")]
    [InlineData("Ada NNP\nran VBD\n", "dev.txt: column 2 was read for tags, and none of its values is one (the first is \"NNP\").")]
    [InlineData("Ada\tB-PER\nran\n", "dev.txt:3: the row \"ran\" is not a token, a tab and a tag.")]
    [InlineData("Ada\tB-PER\n\nIMGID:2\n\nIMGID:3\nran\tO\n", "dev.txt:6: the post 2 before this line has no token.")]
    [InlineData("Ada\tB-PER\n# remark\n", "dev.txt:3: \"remark\" is no tag; the token counts as outside of entities.")]
    public void ReadSplit_WhatCannotBeRead_IsAFaultWithItsPlace(string rows, string fault)
    {
        using var set = new DatasetFolder().With("dev.txt", $"IMGID:1\n{rows}");
        Assert.Equal([Path.Combine(set.Root, fault)], set.Read("twitter-2015").Faults.Select(f => f.ToString()));
    }

    [Theory]
    [InlineData("-DOCSTART-\tO\n\nIMGID:1\nAda\tB-PER\n")]
    [InlineData("-DOCSTART- -X- O O\n\nIMGID:1\nAda\tB-PER\n")]
    [InlineData("# newdoc id = a\n# text = Ada O\nIMGID:1\nAda\tB-PER\n")]
    [InlineData("IMGID:1\n# sent_id = 1\n#global.columns = FORM TAG\nAda\tB-PER\n")]
    [InlineData("imgid: pictures/1.JPG\nAda\tB-PER\n")]
    public void ReadSplit_MarksAndComments_AreNoPosts(string text)
    {
        using var set = new DatasetFolder().With("dev.txt", text);
        var dataset = set.Read("twitter-2015");
        Assert.Empty(dataset.Faults);
        Assert.Equal(("1", "Ada"), (Assert.Single(dataset.Posts).Post.Id, dataset.Posts[0].Post.Text));
    }

    [Theory]
    [InlineData("#\tO\nAda\tB-PER\n", "# Ada")]
    [InlineData("# O\nAda B-PER\n", "# Ada")]
    [InlineData("#Ada O\nran O\n", "#Ada ran")]
    public void ReadSplit_HashAsAToken_StaysOne(string rows, string text)
    {
        using var set = new DatasetFolder().With("dev.txt", $"IMGID:1\n{rows}");
        Assert.Equal(text, set.Read("twitter-2015").Posts[0].Post.Text);
    }

    [Theory]
    [InlineData("a.b.c", "a.b.c")]
    [InlineData("a.b.PNG", "a.b")]
    [InlineData("17.5", "17.5")]
    [InlineData("D:\\pictures\\x.jpeg", "x")]
    [InlineData("../../etc/x.webp", "x")]
    public void ReadSplit_IdOfAPicture_LosesOnlyThePicturesEnding(string name, string id)
    {
        using var set = new DatasetFolder().With("dev.txt", $"IMGID:{name}\nAda\tB-PER\n");
        Assert.Equal(id, set.Read("twitter-2015").Posts[0].Post.Id);
    }

    [Fact]
    public void ReadSplit_NulInAnId_IsAFaultAndTheRestGoesOn()
    {
        using var set = new DatasetFolder()
            .With("txt/dev.txt", "IMGID:1\0x\nAda\tB-PER\n\nIMGID:2\nran\tO\n")
            .With("xml/2.xml", "<annotation><size><width>9</width><height>9</height></size></annotation>");
        var dataset = set.Read("twitter-gmner", options: new DatasetReadOptions { ImageFolders = [set.Root] });
        Assert.Equal(["1x", "2"], dataset.Posts.Select(p => p.Post.Id));
        Assert.Contains("control characters", Assert.Single(dataset.Faults).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadSplit_BytesThatAreNotUtf8_AreAFaultWithTheirPlace()
    {
        using var set = new DatasetFolder().With("dev.txt", [.. "IMGID:1\nBeyonc"u8, 0xE9, .. "\tB-PER\nsings\tO\n"u8]);
        Assert.Equal(
            $"{set.PathOf("dev.txt")}:2: byte 7 of the line (0xE9) is not UTF-8; save the file as UTF-8.",
            Assert.Single(set.Read("twitter-2015").Faults).ToString());
    }

    [Fact]
    public void ReadSplit_Utf16WithItsMark_IsRead()
    {
        using var set = new DatasetFolder().With(
            "dev.txt", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("IMGID:1\r\nBeyonc\u00E9\tB-PER\r\n")]);
        Assert.Equal("Beyonc\u00E9", set.Read("twitter-2015").Posts[0].Post.Text);
    }

    [Fact]
    public void ReadSplit_FineGrained_ReadsBothOfTheLastTwoColumns()
    {
        using var set = new DatasetFolder()
            .With("txt/dev.txt", "IMGID:1\nRome NNP B-location B-city\nwins VBZ O O\n")
            .With("xml/1.xml", "<annotation><size><width>9</width><height>9</height></size></annotation>");
        var entity = Assert.Single(set.Read("twitter-fmnerg").Posts[0].Entities);
        Assert.Equal(("location", "city"), (entity.Type.Name, entity.FineType));
    }
}
