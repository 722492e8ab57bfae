using System.Text;
using Riveg.Hostility;
using Riveg.Hostility.Running;

namespace Riveg.Cli.Tests.Usage;

/// <summary>
/// The short form of the suite of hostile input (benchmarks/Riveg.Hostility): some cases that are always the same, and a few that are new
/// at every run.
/// </summary>
public sealed class HostileInputTests
{
    [Fact]
    public async Task AnyCommand_HostileInput_EndsInOrderAndLosesNothing()
    {
        var seed = Random.Shared.Next();
        var faults = new List<string>();
        using var suite = new Suite(seed, faults.Add);

        await suite.RunAsync(Suite.ShortForm);

        Assert.True(suite.Faults == 0, $"seed {seed}\n{string.Join('\n', faults)}");
        Assert.Equal(Suite.ShortForm.Count, suite.Cases);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("LINE", null)]
    [InlineData("LINE\n", "the post b is lost, or out of order")]
    [InlineData("{\"id\":\"a\"", "line 1: no annotation")]
    [InlineData("SPAN", "line 1: the entity 0..4 is not what stands there")]
    [InlineData("BOX", "line 1: the box [1,1,5,50] is not inside the picture")]
    public void AnnotationJudge_OutputThatIsWrong_SaysSo(string content, string? fault)
    {
        const string Good = """{"id":"a","text":"Adele","offsets":"utf-16","image":{"path":"x","width":10,"height":10},"entities":["""
            + """{"start":0,"end":5,"text":"Adele","type":"PER","score":1,"regions":[{"box":[1,1,5,5]}]}]}""";
        var line = content switch
        {
            "LINE" or "LINE\n" => Good + "\n",
            "SPAN" => Good.Replace("\"end\":5", "\"end\":4", StringComparison.Ordinal) + "\n",
            "BOX" => Good.Replace("5,5]", "5,50]", StringComparison.Ordinal) + "\n",
            "" => content,
            _ => content + "\n",
        };

        var faults = AnnotationJudge.FindFaults(Encoding.UTF8.GetBytes(line), content == "LINE\n" ? ["a", "b"] : null);

        Assert.Equal(fault is null ? [] : [fault], faults);
    }
}
