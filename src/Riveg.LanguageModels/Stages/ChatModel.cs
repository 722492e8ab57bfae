using System.Globalization;
using Microsoft.Extensions.AI;
using Riveg.LanguageModels.Answers;
using Riveg.LanguageModels.Boxes;
using Riveg.LanguageModels.Chat;
using Riveg.LanguageModels.Dialects;
using Riveg.LanguageModels.Pictures;
using Riveg.LanguageModels.Prompts;
using Riveg.Posts;
using Riveg.Stages;

namespace Riveg.LanguageModels.Stages;

/// <summary>A model with the settings under which the stages ask it. Thread-safe; shared by the stages of a pipeline.</summary>
public sealed class ChatModel : IDisposable
{
    private static readonly TimeSpan LeastTimeLimit = TimeSpan.FromSeconds(120);

    private readonly IChatClient client;

    /// <summary>Makes a model over a client, mostly one of <see cref="ChatClientFactory"/>.</summary>
    /// <param name="client">Answers; disposed of with the model.</param>
    /// <param name="options">The model's name and settings.</param>
    /// <param name="run">What the run shares.</param>
    /// <exception cref="ArgumentException">Names every wrong option; an endpoint need not be given.</exception>
    public ChatModel(IChatClient client, ChatEndpointOptions options, LanguageModelRun run)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(run);
        options.ValidateWithoutService();
        this.client = client;
        Options = options;
        Run = run;
        Dialect = ModelDialect.Of(options.Model);
        BoxConvention = options.BoxConvention is { } name ? BoxConvention.Find(name)! : Dialect.Boxes;
    }

    /// <summary>The settings.</summary>
    public ChatEndpointOptions Options { get; }

    /// <summary>What the run shares.</summary>
    public LanguageModelRun Run { get; }

    /// <summary>How the model writes boxes.</summary>
    public BoxConvention BoxConvention { get; }

    /// <summary>What is known of the model's family.</summary>
    internal ModelDialect Dialect { get; }

    /// <summary>Whether nobody knows the model's family, and nobody said how it writes boxes.</summary>
    internal bool IsBoxConventionAssumed => !Dialect.IsKnown && Options.BoxConvention is null;

    /// <summary>How the model is asked for a box: as its family was trained, unless a profile says that it writes them otherwise.</summary>
    internal BoxForm BoxForm => IsOfItsFamily ? Dialect.Form : BoxForm.Of(BoxConvention);

    /// <summary>The name of the project's own prompt for grounding.</summary>
    internal string GroundingPrompt => IsOfItsFamily ? Dialect.GroundingPrompt : ModelDialect.Unknown.GroundingPrompt;

    /// <summary>Whether entailment has log-probabilities to hope for.</summary>
    internal bool AsksForLogProbabilities => Options.LogProbabilities > 0 && !Refused.Contains("logprobs");

    private bool IsOfItsFamily => BoxConvention == Dialect.Boxes;

    // A model that nobody knows and that counts pixels is most likely one of the many that were made of Qwen2.5-VL.
    private PictureSizes Sizes =>
        Dialect.IsKnown || BoxConvention != BoxConvention.Pixels ? Dialect.Pictures : ModelDialect.Of("qwen2.5-vl").Pictures;

    private IEnumerable<string> Refused => Dialect.Refused(Options.ReasoningEffort);

    private bool HasStructuredOutput => Options.StructuredOutput switch
    {
        StructuredOutput.On => true,
        StructuredOutput.Off => false,
        _ => Dialect.HasStructuredOutput,
    };

    /// <summary>
    /// What a stage may take about one input, retries and waits included: 120 seconds, or the time limit of one request where that is
    /// longer.
    /// </summary>
    internal TimeSpan TimeLimit => Options.Timeout > LeastTimeLimit ? Options.Timeout : LeastTimeLimit;

    /// <inheritdoc />
    public void Dispose() => client.Dispose();

    internal StageInfo Describe(Prompt prompt, params (string Name, string Value)[] more)
    {
        var details = new SortedDictionary<string, string>(more.ToDictionary(m => m.Name, m => m.Value), StringComparer.Ordinal)
        {
            ["prompt"] = $"{prompt.Name} {prompt.Version}",
            ["promptSha256"] = prompt.Sha256,
            ["settings"] = string.Create(
                CultureInfo.InvariantCulture,
                $"temperature {Options.Temperature}, seed {Options.Seed}, tokens {Options.MaxOutputTokens}, "
                + $"log-probabilities {Options.LogProbabilities}, pictures {Options.MaxPictureSide}/{Options.JpegQuality}, "
                + $"mentions {Options.MentionsPerCall}, boxes {BoxConvention.Name}"),
        };
        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                details[name] = value;
            }
        }

        Add("family", Dialect.IsKnown ? Dialect.Name : null);
        Add("notSent", string.Join(", ", Refused));
        Add("structuredOutput", HasStructuredOutput ? "on" : null);
        Add("reasoningEffort", Options.ReasoningEffort);
        Add("extraBody", Options.ExtraBody is { } body ? ExtraBody.Canonical(body) : null);
        return new StageInfo("chat") { Model = Options.Model, Details = details };
    }

    /// <summary>Asks the model.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="values">What it asks for.</param>
    /// <param name="picture">The picture; null for none.</param>
    /// <param name="logProbabilities">How many alternatives of each token are wanted; 0 for none.</param>
    /// <param name="tooLong">
    /// The keys of questions that were too long for the model, and that this one is asked instead of; gets its own key where it is too long
    /// too. Null for a question without a shorter form.
    /// </param>
    /// <param name="format">The schema that the answer is held to where the model has structured output; null for none.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    internal async Task<ChatResponse> AskAsync(
        Prompt prompt,
        IReadOnlyDictionary<string, string> values,
        SentPicture? picture = null,
        int logProbabilities = 0,
        List<string>? tooLong = null,
        ChatResponseFormat? format = null,
        CancellationToken cancellationToken = default)
    {
        AIContent text = new TextContent(prompt.Fill("user", values));
        List<ChatMessage> messages =
        [
            new(ChatRole.System, prompt.Fill("system", values)),
            new(ChatRole.User, picture is null ? [text] : [picture.Content, text]),
        ];
        var settings = new ChatOptions
        {
            Temperature = (float?)Options.Temperature,
            Seed = Options.Seed,
            MaxOutputTokens = Options.MaxOutputTokens,
            ResponseFormat = HasStructuredOutput ? format : null,
        };
        if (logProbabilities > 0)
        {
            (settings.AdditionalProperties ??= [])[TokenLogProbability.CountName] = logProbabilities;
        }

        if (Options.ReasoningEffort is { } effort)
        {
            (settings.AdditionalProperties ??= [])[AnswerKey.ReasoningEffortName] = effort;
        }

        if (Options.ExtraBody is { Count: > 0 } body)
        {
            (settings.AdditionalProperties ??= [])[AnswerKey.ExtraBodyName] = ExtraBody.Canonical(body);
        }

        if (tooLong is { Count: > 0 })
        {
            (settings.AdditionalProperties ??= [])[StoringChatClient.InsteadOf] = tooLong.ToArray();
        }

        try
        {
            return await client.GetResponseAsync(messages, settings, cancellationToken).ConfigureAwait(false);
        }
        catch (ModelServiceException exception) when (exception.Fault == ModelServiceFault.ContextTooLong && tooLong is not null)
        {
            tooLong.Add(AnswerKey.Of(Options.Model, messages, settings));
            throw;
        }
    }

    internal SentPicture Prepare(RgbImage image) => SentPicture.From(image, Sizes, Options.MaxPictureSide, Options.JpegQuality);
}
