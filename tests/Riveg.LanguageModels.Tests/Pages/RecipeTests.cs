using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Riveg.LanguageModels.Chat;
using Riveg.LanguageModels.Probes;
using Riveg.LanguageModels.Profiles;
using Riveg.Posts;
using Riveg.Profiles;
using Riveg.Regions;
using Riveg.TestKit.ModelServers;
using SkiaSharp;

namespace Riveg.LanguageModels.Tests.Pages;

/// <summary>
/// Every recipe of docs/language-models.md, with the very profile that stands there, against a server that answers as that one does. Its
/// variable of the environment is set for the time of the test.
/// </summary>
[Collection(ApiKeyVariables.Name)]
public sealed partial class RecipeTests : IDisposable
{
    private static readonly Box Square = new(700, 150, 1000, 450);

    private readonly TemporaryFolder folder = new();

    private readonly Dictionary<string, string?> before = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The recipe's heading, the server, the variable of its key, the address that is asked, and how sure a yes is.</summary>
    public static TheoryData<string, ServerForm, string?, string, double> Recipes { get; } = new()
    {
        { "llama.cpp", new ServerForms.LlamaCpp(), null, "http://127.0.0.1:8080/v1/chat/completions", SquareModel.Yes },
        { "Ollama", new ServerForms.Ollama(), null, "http://127.0.0.1:11434/v1/chat/completions", 0.9 },
        { "LM Studio", new ServerForms.LMStudio(), null, "http://127.0.0.1:1234/v1/chat/completions", 0.9 },
        { "vLLM", new ServerForms.VLlm(), "VLLM_API_KEY", "http://127.0.0.1:8000/v1/chat/completions", SquareModel.Yes },
        { "OpenAI", new ServerForms.OpenAI(), "OPENAI_API_KEY", "https://api.openai.com/v1/chat/completions", 0.9 },
        { "Azure", new ServerForms.Azure(), "AZURE_OPENAI_API_KEY", "https://resource.openai.azure.com/openai/v1/chat/completions", 0.9 },
        { "Gemini", new ServerForms.Gemini(), "GEMINI_API_KEY", "https://generativelanguage.googleapis.com/v1beta/openai/chat/completions", 0.9 },
        { "Anthropic", new ServerForms.Anthropic(), "ANTHROPIC_API_KEY", "https://api.anthropic.com/v1/chat/completions", 0.9 },
    };

    public void Dispose()
    {
        foreach (var (name, value) in before)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Recipes), DisableDiscoveryEnumeration = true)]
    public async Task Annotate_ProfileOfTheRecipe_GivesExpansionPresenceAndBox(
        string recipe, ServerForm form, string? variable, string address, double presence)
    {
        var profile = folder.Write("recipe.json", ProfileOf(recipe));
        SetKey(variable, form.Key);
        await using var server = await StubModelServer.StartAsync(form);
        var sent = new ConcurrentQueue<string>();
        var services = new ServiceCollection();
        services.AddHttpClient(LanguageModelRun.HttpClientName)
            .ConfigurePrimaryHttpMessageHandler(() => new Redirecting(server.Address, sent));
        await using var provider = services
            .AddRiveg(b => b.UseProfile(profile).UseChat())
            .BuildServiceProvider();

        var result = await provider.GetRequiredService<RivegPipeline>()
            .AnnotateAsync("Adele sings tonight", ImageSource.FromBytes(Draw()), Cancel);

        Assert.Null(result.Error);
        var entity = Assert.Single(result.Entities);
        Assert.Equal(("Adele", "the look of Adele"), (entity.Text, entity.Expansion));
        Assert.Equal(presence, entity.Entailment!.Value, 3);
        Assert.InRange(entity.Regions[0].Box.IntersectionOverUnion(Square), 0.95, 1);
        Assert.Equal([address], sent.Distinct());
        Assert.Equal(5, server.Chats.Count);
        Assert.All(server.Chats, c => Assert.Equal(form.Key is { } key ? $"Bearer {key}" : "Bearer none", c.Authorization));
    }

    [Theory]
    [MemberData(nameof(Recipes), DisableDiscoveryEnumeration = true)]
    public async Task Probe_ProfileOfTheRecipe_FindsNothingToDo(
        string recipe, ServerForm form, string? variable, string address, double presence)
    {
        Assert.True(presence > 0 && address.Length > 0);
        var catalog = LanguageModelStages.AddTo(StageCatalog.CreateDefault(), new LanguageModelRun());
        var served = Assert.Single(ServedEndpoint.Of(catalog.LoadWholeProfile(folder.Write("recipe.json", ProfileOf(recipe)))));
        SetKey(variable, form.Key);
        await using var server = await StubModelServer.StartAsync(form);
        var services = new ServiceCollection();
        services.AddHttpClient(LanguageModelRun.HttpClientName).ConfigurePrimaryHttpMessageHandler(() => new Redirecting(server.Address, []));
        await using var provider = services.BuildServiceProvider();

        var result = await new ChatEndpointProbe(provider.GetRequiredService<IHttpClientFactory>())
            .AskAsync(served.Options, served.Stages, Cancel);

        Assert.True(result.IsReady, string.Join("\n", result.Findings));
        Assert.InRange(result.Requests, 3, 6);
        Assert.True(
            result.Findings[(int)ProbeQuestion.Settings].Verdict == ProbeVerdict.Good || served.Options.LogProbabilities == 0,
            string.Join("\n", result.Findings));
    }

    [Fact]
    public void Recipes_OfThePage_AreAllTested() => Assert.Equal(
        Heading().Matches(Section).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal),
        Recipes.Select(r => r.Data.Item1).Order(StringComparer.Ordinal));

    private static string Section
    {
        get
        {
            var page = File.ReadAllText(Path.Combine(SharedFolder.RepositoryRoot, "docs", "language-models.md")).ReplaceLineEndings("\n");
            return page[page.IndexOf("## Recipes\n", StringComparison.Ordinal)..page.IndexOf("## What is stored\n", StringComparison.Ordinal)];
        }
    }

    private static string ProfileOf(string recipe) => Regex.Match(
        Section, $@"^### {Regex.Escape(recipe)}\n(?:(?!^###).)*?^```json\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)
        .Groups[1].Value;

    private static byte[] Draw()
    {
        using var bitmap = new SKBitmap(1200, 800);
        using var canvas = new SKCanvas(bitmap);
        using var paint = new SKPaint { Color = new SKColor(200, 30, 30) };
        canvas.Clear(SKColors.White);
        canvas.DrawRect(new SKRect((float)Square.X0, (float)Square.Y0, (float)Square.X1, (float)Square.Y1), paint);
        canvas.Flush();
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private void SetKey(string? variable, string? key)
    {
        if (variable is not null)
        {
            before.TryAdd(variable, Environment.GetEnvironmentVariable(variable));
            Environment.SetEnvironmentVariable(variable, key);
        }
    }

    // What goes to the service goes to the stub instead; where it was meant to go is kept.
    private sealed class Redirecting(Uri target, ConcurrentQueue<string> sent) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            sent.Enqueue(request.RequestUri!.AbsoluteUri);
            request.RequestUri = new Uri(target, request.RequestUri.PathAndQuery);
            return base.SendAsync(request, cancellationToken);
        }
    }

    [GeneratedRegex("^### (.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
