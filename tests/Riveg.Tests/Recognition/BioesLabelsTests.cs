using CsCheck;
using Riveg.Posts;
using Riveg.Recognition;

namespace Riveg.Tests.Recognition;

public sealed class BioesLabelsTests
{
    // PER: 0 begins, 1 inside, 2 ends, 3 single; LOC: 4 to 7; outside: 8.
    private static readonly BioesLabels Labels = new([EntityType.Person, EntityType.Location]);

    private static readonly BioesLabels Many = new([.. Enumerable.Range(0, 7).Select(i => EntityType.Parse($"T{i}"))]);

    [Fact]
    public void Count_OfTwoTypes_IsFourEachAndOutside() => Assert.Equal((9, 8), (Labels.Count, Labels.Outside));

    [Fact]
    public void MayFollow_AnyTwoLabels_IsTheSchemeBioes()
    {
        var many = new BioesLabels(Many.Types);
        string[] names = [.. Many.Types.SelectMany(t => "BIES".Select(p => $"{p}-{t.Name}")), "O"];
        for (var from = 0; from < names.Length; from++)
        {
            Assert.Equal(names[from][0] is 'B' or 'S' or 'O', many.MayStart(from));
            Assert.Equal(names[from][0] is 'E' or 'S' or 'O', many.MayEnd(from));
            for (var to = 0; to < names.Length; to++)
            {
                var goesOn = names[from][0] is 'B' or 'I';
                var expected = goesOn
                    ? names[to][0] is 'I' or 'E' && names[from][1..] == names[to][1..]
                    : names[to][0] is 'B' or 'S' or 'O';
                Assert.True(expected == many.MayFollow(from, to), $"{names[from]} {names[to]}");
            }
        }
    }

    [Fact]
    public void Encode_KnownMentions_GivesTheirLabels()
    {
        Assert.Equal(
            [8, 3, 4, 6, 8, 0, 1, 1, 2],
            Labels.Encode(9, [new(1, 2, EntityType.Person), new(2, 4, EntityType.Location), new(5, 9, EntityType.Person)]));
        Assert.Equal(
            [8, 7, 8], Labels.Encode(3, [new(0, 1, EntityType.Organization), new(1, 2, EntityType.Location), new(2, 3, EntityType.Other)]));
    }

    [Fact]
    public void Decode_OfEncode_GivesTheMentionsBack() => Gen.Int[0, 2].Select(Gen.Int[1, 4], Gen.Int[0, 6]).List[0, 6].Sample(parts =>
    {
        var mentions = new List<(int Start, int End, int Type)>();
        var at = 0;
        foreach (var (gap, length, type) in parts)
        {
            mentions.Add((at + gap, at + gap + length, type));
            at += gap + length;
        }

        var labels = Many.Encode(at + 1, mentions.Select(m => new TokenSpan(m.Start, m.End, Many.Types[m.Type])));
        return Many.Decode(labels).SequenceEqual(mentions)
            && Enumerable.Range(1, at).All(i => Many.MayFollow(labels[i - 1], labels[i]));
    });
}
