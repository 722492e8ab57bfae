using System.Text.RegularExpressions;
using Riveg.TestKit;

namespace Riveg.Samples.Tests;

/// <summary>
/// Every piece of C# that a reader is shown is a region of a compiled file: in Markdown below a line
/// <c>&lt;!-- sample: FILE#REGION --&gt;</c>, in the XML docs of <c>src</c> inside
/// <c>&lt;code source="..." region="..."&gt;</c>. With <c>RIVEG_UPDATE_SAMPLES=1</c> the pages are written.
/// </summary>
public sealed partial class CodeInPagesTests
{
    private static readonly string Root = SharedFolder.RepositoryRoot;

    private static readonly string[] TypesWithExamples =
    [
        "RivegPipeline", "RivegPipelineBuilder", "AnnotationResult", "AnnotatedEntity", "RivegServiceCollectionExtensions",
        "IEntityRecognizer", "IEntityExpander", "IVisualEntailment", "IVisualGrounder", "Segmenter", "PictureObserver",
        "RivegOptions", "PipelineOptions", "Post", "RivegChatExtensions", "RivegModelExtensions",
    ];

    [Fact]
    public void MarkdownCode_OfAllPages_IsThatOfTheSamples() =>
        Assert.Equal([], Pages().SelectMany(p => Sample.Differences(p, MarkedBlock(), (_, code) => code)));

    [Fact]
    public void MarkdownCode_OfAllPages_NamesItsSample()
    {
        foreach (var page in Pages())
        {
            var text = File.ReadAllText(page).ReplaceLineEndings("\n");
            Assert.True(
                CodeBlock().Count(text) == MarkedBlock().Count(text),
                $"{Path.GetRelativePath(Root, page)} has C# without a line \"<!-- sample: FILE#REGION -->\" above it.");
        }
    }

    [Fact]
    public void XmlDocs_OfAllSources_AreThoseOfTheSamples() =>
        Assert.Equal(
            [],
            Sources().SelectMany(p => Sample.Differences(p, DocumentedCode(), (m, code) => Documented(m.Groups["margin"].Value, code))));

    [Fact]
    public void XmlDocs_OfTheDoor_HaveAnExampleEach()
    {
        var sources = Sources().Select(File.ReadAllText).ToList();
        bool HasExample(string source, string type) => Regex.IsMatch(
            source.ReplaceLineEndings("\n"), $@"\]\]></code></example>\n(///.*\n|\[.*\n)*public [a-z ]*(class|record|interface) {type}\b");
        Assert.All(TypesWithExamples, type => Assert.True(sources.Exists(s => HasExample(s, type)), $"{type} has no <example>."));
    }

    [Fact]
    public void XmlDocs_CodeWithoutASource_IsNone() => Assert.Equal(
        [],
        Sources()
            .Where(s => File.ReadAllText(s).ReplaceLineEndings("\n") is var text
                && Regex.Count(text, "<code[ >]") != DocumentedCode().Count(text))
            .Select(s => Path.GetRelativePath(Root, s)));

    [Fact]
    public void Pages_OfThisCheckout_AreFound() => Assert.Contains(Path.Combine(Root, "docs", "write-your-own-stage.md"), Pages());

    [Theory]
    [InlineData("OwnStage.cs", "\"OwnStage.cs\" names no FILE#REGION.")]
    [InlineData("None.cs#a", "There is no sample None.cs.")]
    [InlineData("OwnStage.cs#none", "The sample OwnStage.cs has no region none.")]
    public void Read_SampleThatIsNotThere_Throws(string name, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidOperationException>(() => Sample.Read(name)).Message);

    [Fact]
    public void Differences_PageWithOtherCode_IsNamed()
    {
        Assert.SkipWhen(Sample.IsUpdate, "pages are being written");
        using var folder = new TemporaryFolder();
        var page = folder.Write("page.md", "<!-- sample: AnnotateOnePost.cs#program -->\n```csharp\nusing System;\n```\n");
        Assert.EndsWith(
            "page.md differs from AnnotateOnePost.cs#program.", Assert.Single(Sample.Differences(page, MarkedBlock(), (_, code) => code)));
    }

    private static IEnumerable<string> Pages() =>
    [
        .. Directory.GetFiles(Root, "*.md"),
        .. Directory.GetFiles(Path.Combine(Root, "docs"), "*.md"),
        .. Directory.GetDirectories(Path.Combine(Root, "src")).Select(d => Path.Combine(d, "README.md")).Where(File.Exists),
    ];

    private static IEnumerable<string> Sources() => Directory
        .EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
        .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    private static string Documented(string margin, string code) =>
        string.Concat(code.TrimEnd('\n').Split('\n').Select(l => $"{margin}/// {l}".TrimEnd() + "\n"));

    [GeneratedRegex("^<!-- sample: (?<sample>\\S+) -->\n```csharp\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex MarkedBlock();

    [GeneratedRegex("^ *```(csharp|cs|c#)\n", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(
        "^(?<margin> *)/// <example><code source=\"[./]*/samples/Riveg\\.Samples\\.Programs/(?<sample>[A-Za-z]+\\.cs\" region=\"[a-z]+)\">"
        + "<!\\[CDATA\\[\n(?<code>(?: *///.*\n)*?)(?= */// \\]\\]></code>)",
        RegexOptions.Multiline)]
    private static partial Regex DocumentedCode();
}
