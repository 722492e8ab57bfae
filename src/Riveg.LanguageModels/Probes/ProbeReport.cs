using Riveg.LanguageModels.Answers;
using Riveg.LanguageModels.Boxes;
using Riveg.LanguageModels.Chat;
using Riveg.LanguageModels.Dialects;
using Riveg.Pipeline;
using Riveg.Regions;

namespace Riveg.LanguageModels.Probes;

/// <summary>Collects what a probe finds out, in words.</summary>
internal sealed class ProbeReport(ChatEndpointOptions options, IReadOnlyCollection<StageSlot> stages)
{
    private const int MostNamesShown = 12;

    // Names of a post, one of which is in its picture: what the estimate of a run counts with.
    private const int NamesOfAPost = 2;

    private readonly Dictionary<ProbeQuestion, ProbeFinding> findings = [];

    private BoxConvention? found;

    /// <summary>What is probed.</summary>
    public ChatEndpointOptions Options => options;

    /// <summary>The models that the service lists; null where it lists none.</summary>
    public IReadOnlyList<string>? Models { get; set; }

    private bool NeedsPictures => stages.Any(s => s == StageSlots.Captions || s == StageSlots.Entailment || s == StageSlots.Grounding);

    private bool NeedsBoxes => stages.Contains(StageSlots.Grounding);

    private bool NeedsProbabilities => stages.Contains(StageSlots.Entailment);

    /// <summary>Says what came of a question; what is said later counts.</summary>
    public void Say(ProbeQuestion question, ProbeVerdict verdict, string message) =>
        findings[question] = new ProbeFinding(question, verdict, message);

    /// <summary>Says that the time is over.</summary>
    public void SayTimedOut(TimeSpan limit)
    {
        if (!findings.ContainsKey(ProbeQuestion.Reachable))
        {
            Say(
                ProbeQuestion.Reachable,
                ProbeVerdict.Bad,
                $"{options.Endpoint} gave no answer within {ChatEndpointProbe.Shown(limit.TotalSeconds, "0.#")} s; look at its log: it may "
                + "still load the model.");
        }
    }

    /// <summary>Says what the first call tells of address, key and model.</summary>
    public void SayReached(Exchange first, bool hasKey)
    {
        var fault = first.Fault?.Fault;
        if (fault is ModelServiceFault.Unreachable or ModelServiceFault.Dropped or ModelServiceFault.TimedOut && Models is null)
        {
            Say(ProbeQuestion.Reachable, ProbeVerdict.Bad, Described(first.Fault!));
            return;
        }

        Say(ProbeQuestion.Reachable, ProbeVerdict.Good, $"{options.Endpoint} answers.");
        if (first.Fault is { IsTransient: true } passing)
        {
            Say(ProbeQuestion.Reachable, ProbeVerdict.Bad, Described(passing));
            return;
        }

        if (fault is ModelServiceFault.WrongKey or ModelServiceFault.QuotaSpent)
        {
            Say(ProbeQuestion.Key, ProbeVerdict.Bad, Described(first.Fault!));
            return;
        }

        Say(ProbeQuestion.Key, ProbeVerdict.Good, hasKey ? "The key is accepted." : "No key is wanted.");
        if (fault == ModelServiceFault.UnknownModel)
        {
            SayUnknownModel(first.Fault!, null);
            return;
        }

        if (first.Fault is { Fault: ModelServiceFault.Refused or ModelServiceFault.UnreadableAnswer } refused)
        {
            Say(ProbeQuestion.Model, ProbeVerdict.Unknown, Described(refused));
            return;
        }

        var listed = Models is { Count: > 0 } names && !names.Any(n => NearestName.IsSame(options.Model, n))
            ? $" It is not in the list of {Models.Count}, and is served all the same."
            : string.Empty;
        Say(ProbeQuestion.Model, ProbeVerdict.Good, $"\"{options.Model}\" is served.{Answering(first)}{listed}");
    }

    /// <summary>Says that the service does not know the model or the path, and which it knows.</summary>
    /// <param name="fault">What it answered.</param>
    /// <param name="better">The address at which it lists models instead; null where there is none.</param>
    public void SayUnknownModel(ModelServiceException fault, Uri? better)
    {
        var hint = better is not null ? $" There is a list of models at {better}: set \"chat.endpoint\" to that."
            : Models is not { Count: > 0 } names ? string.Empty
            : (NearestName.Find(options.Model, names) is { } near ? $" Did you mean \"{near}\"?" : string.Empty)
                + $" It has {string.Join(", ", names.Take(MostNamesShown))}"
                + (names.Count > MostNamesShown ? $" and {names.Count - MostNamesShown} more." : ".");
        Say(ProbeQuestion.Model, ProbeVerdict.Bad, Described(fault) + hint);
    }

    /// <summary>Says that the model takes no pictures.</summary>
    public void SayNoPictures(ModelServiceException fault)
    {
        Say(ProbeQuestion.Pictures, NeedsPictures ? ProbeVerdict.Bad : ProbeVerdict.Advice, Described(fault));
    }

    /// <summary>Says in which form an answer writes the box.</summary>
    /// <param name="place">Where the model says that the square is.</param>
    /// <param name="configured">The convention of the profile, or of the model's name.</param>
    /// <param name="sent">The size in which the picture was sent.</param>
    /// <returns>Whether the answer tells.</returns>
    public bool SayBoxes(Exchange place, BoxConvention configured, ImageSize sent)
    {
        if (place.Response?.Text is not { Length: > 0 } answer)
        {
            return false;
        }

        var form = FoundBoxForm.Of(answer, ProbePicture.Square, ProbePicture.Size, sent);
        if (form.Best(configured) is { } best)
        {
            found = best;
            var others = form.Fitting.Where(c => c != best).Select(c => $"\"{c.Name}\"").ToList();
            var like = best != configured && others.Count > 0
                ? $" One picture cannot tell it from {string.Join(" and ", others)}, whose numbers are nearly the same."
                : string.Empty;
            var set = options.BoxConvention is not null ? "set in the profile"
                : Family.IsKnown ? $"found by the name \"{options.Model}\"" : "taken for a model that nobody knows";
            SaySeen();
            Say(
                ProbeQuestion.Boxes,
                best == configured ? ProbeVerdict.Good : NeedsBoxes ? ProbeVerdict.Bad : ProbeVerdict.Advice,
                best == configured
                    ? $"It writes boxes as \"{best.Name}\", as {set}."
                    : $"It writes boxes as \"{best.Name}\", not as \"{configured.Name}\" ({set}): "
                        + $"set \"chat.boxConvention\" to \"{best.Name}\".{like}");
            return true;
        }

        if (form.Resized is { } size)
        {
            found = BoxConvention.Pixels;
            SaySeen();
            Say(
                ProbeQuestion.Boxes,
                NeedsBoxes ? ProbeVerdict.Bad : ProbeVerdict.Advice,
                $"It writes boxes in pixels of a picture that the server resized from {ProbePicture.Size.Width} x "
                + $"{ProbePicture.Size.Height} to about {size.Width} x {size.Height}: set \"chat.boxConvention\" to \"pixels\" and "
                + $"\"chat.maxPictureSide\" to {Math.Max(size.Width, size.Height)}, or let the server take larger pictures.");
            return true;
        }

        return false;
    }

    /// <summary>Says that no answer holds the box in any form.</summary>
    public void SayNoBox(Exchange place, Exchange colour)
    {
        var sees = colour.Response?.Text.Contains(ProbePicture.Colour, StringComparison.OrdinalIgnoreCase) == true;
        if (sees)
        {
            SaySeen();
        }
        else if ((colour.Fault ?? place.Fault) is { } fault)
        {
            Say(ProbeQuestion.Pictures, ProbeVerdict.Unknown, Described(fault));
        }
        else
        {
            Say(
                ProbeQuestion.Pictures,
                NeedsPictures ? ProbeVerdict.Bad : ProbeVerdict.Advice,
                "It answers as if there were no picture: it neither finds the square nor names its colour"
                + $"{Saying(colour)}. Serve a model that sees (llama.cpp: --mmproj), or leave pictures to other stages.");
        }

        Say(
            ProbeQuestion.Boxes,
            NeedsBoxes ? ProbeVerdict.Bad : ProbeVerdict.Advice,
            place.Fault is { } asked
                ? Described(asked)
                : $"Its answer is the square in no known form{Saying(place)}. "
                    + (sees
                        ? "The model sees, but does not say places well enough: take one that was trained to (Qwen3-VL), or leave "
                            + "\"grounding\" to another stage."
                        : "Without seeing the picture it cannot."));
    }

    /// <summary>Says whether log-probabilities came.</summary>
    public void SayLogProbabilities(Exchange presence, CollectedWarnings warnings)
    {
        if (presence.Fault is { } fault)
        {
            Say(ProbeQuestion.LogProbabilities, ProbeVerdict.Unknown, Described(fault));
            return;
        }

        var has = presence.Response?.AdditionalProperties is { } extra
            && extra.TryGetValue(TokenLogProbability.PropertyName, out IReadOnlyList<TokenLogProbability>? tokens)
            && tokens is { Count: > 0 };
        var isRefused = warnings.Settings.Any(s => s is "logprobs" or "top_logprobs");
        var flat = NeedsProbabilities
            ? "entailment is a flat guess (0.9 for yes, 0.1 for no)"
            : "no stage of this profile needs them here";
        var (verdict, message) = (has, options.LogProbabilities > 0) switch
        {
            (true, true) => (ProbeVerdict.Good, "They come with the answer."),
            (true, false) => (
                NeedsProbabilities ? ProbeVerdict.Advice : ProbeVerdict.Good,
                $"They would come; \"chat.logProbabilities\" is 0, so that {flat}. Set it to 5."),
            (false, true) => (
                NeedsProbabilities ? ProbeVerdict.Advice : ProbeVerdict.Good,
                NotSent.Contains("logprobs") ? $"{Family.Name} gives none: {flat}."
                : $"{(isRefused ? "The service refuses them" : "None come")}: {flat}. Set \"chat.logProbabilities\" to 0"
                    + (isRefused ? ", which saves a request." : ".")),
            _ => (ProbeVerdict.Good, $"None come, and none are asked for: {flat}."),
        };
        Say(ProbeQuestion.LogProbabilities, verdict, message);
    }

    private ModelDialect Family => ModelDialect.Of(options.Model);

    private List<string> NotSent => [.. Family.Refused(options.ReasoningEffort)];

    /// <summary>Says whether the JSON schema was kept to.</summary>
    public void SayStructured(Exchange structured, CollectedWarnings warnings)
    {
        if (structured.Fault is { Fault: ModelServiceFault.UnsupportedSetting } || warnings.Settings.Contains("response_format"))
        {
            Say(ProbeQuestion.StructuredOutput, ProbeVerdict.Good, "The service refuses JSON schemas; answers are read as they come.");
        }
        else if (structured.Fault is { } fault)
        {
            Say(ProbeQuestion.StructuredOutput, ProbeVerdict.Unknown, Described(fault));
        }
        else
        {
            var isKept = ChatEndpointProbe.IsOfSchema(structured.Response!.Text);
            Say(
                ProbeQuestion.StructuredOutput,
                ProbeVerdict.Good,
                isKept ? "A JSON schema is kept to." : "JSON schemas are taken and not kept to; answers are read as they come.");
        }
    }

    /// <summary>Says how long calls took, and what that comes to for a run.</summary>
    public void SaySpeed(IReadOnlyList<Exchange> exchanges)
    {
        var answered = exchanges.Where(e => e.Response is not null).ToList();
        if (answered.Count == 0)
        {
            return;
        }

        // The first call may have waited for the model to be loaded.
        var counted = answered.Count > 1 ? answered.Skip(1).ToList() : answered;
        var seconds = counted.Average(e => e.Time.TotalSeconds);
        var tokens = counted.Sum(e => e.Response!.Usage?.OutputTokenCount ?? 0) / Math.Max(counted.Sum(e => e.Time.TotalSeconds), 1e-6);
        var calls = stages.Sum(s => s == StageSlots.Entailment ? NamesOfAPost : 1);
        const int Posts = 1000;
        var alone = TimeSpan.FromSeconds(seconds * calls * Posts);
        Say(
            ProbeQuestion.Speed,
            ProbeVerdict.Good,
            $"{ChatEndpointProbe.Shown(seconds, "0.00")} s a call"
            + (tokens > 0 ? $", {ChatEndpointProbe.Shown(tokens, "0")} tokens a second" : string.Empty)
            + $". 1,000 posts of {NamesOfAPost} names each are about {ChatEndpointProbe.Shown(calls * Posts, "#,0")} calls: "
            + $"{Long(alone)} one after another, {Long(alone / options.MaxConcurrency)} if the server really answers "
            + $"{options.MaxConcurrency} at once (\"chat.maxConcurrency\").");
    }

    /// <summary>Everything, with a finding for each question.</summary>
    public ChatProbeResult ToResult(CollectedWarnings warnings, UsageMeter meter)
    {
        var said = warnings.Settings.Select(Refused).Concat(warnings.Messages).ToList();
        if (findings.TryGetValue(ProbeQuestion.Model, out var model) && model.Verdict == ProbeVerdict.Good)
        {
            Say(
                ProbeQuestion.Settings,
                said.Count > 0 ? ProbeVerdict.Advice : ProbeVerdict.Good,
                said.Count > 0 ? string.Join(" ", said)
                : NotSent.Count > 0 ? $"Not sent, since {Family.Name} refuses them or takes no notice: {string.Join(", ", NotSent)}."
                : "Nothing that was sent is refused.");
        }

        return new ChatProbeResult
        {
            Findings = [.. Enum.GetValues<ProbeQuestion>().Select(q => findings.GetValueOrDefault(q)
                ?? new ProbeFinding(q, ProbeVerdict.NotAsked, "Not asked: what stands before it comes first."))],
            BoxConvention = found,
            Models = Models ?? [],
            Requests = meter.Requests,
            InputTokens = meter.InputTokens,
            OutputTokens = meter.OutputTokens,
        };
    }

    private static string Refused(string setting) => setting switch
    {
        "temperature" => "It refuses a temperature: \"temperature\": null saves a request.",
        "seed" => "It refuses a seed: \"seed\": null saves a request.",
        "logprobs" or "top_logprobs" => "It refuses log-probabilities: \"logProbabilities\": 0 saves a request.",
        "max_tokens" => "It refuses max_tokens: \"maxTokensField\": \"max_completion_tokens\" saves a request.",
        "max_completion_tokens" => "It refuses max_completion_tokens: \"maxTokensField\": \"max_tokens\" saves a request.",
        _ => $"It refuses {setting}.",
    };

    private void SaySeen() => Say(ProbeQuestion.Pictures, ProbeVerdict.Good, "It sees the drawn picture.");

    // A service may answer by a dated name of the model, which tells what really answers.
    private string Answering(Exchange exchange) =>
        exchange.Response?.ModelId is { Length: > 0 } id && id != options.Model && ServiceWords.Show(id, key: null) is { } shown
            ? $" \"{shown}\" answers."
            : string.Empty;

    private static string Saying(Exchange exchange) =>
        exchange.Response?.Text is { Length: > 0 } text && ServiceWords.Show(text, key: null) is { } shown
            ? $" (it says: {shown})"
            : string.Empty;

    private static string Described(ModelServiceException fault) => fault.Description;

    private static string Long(TimeSpan time) =>
        time.TotalSeconds < 100 ? $"{ChatEndpointProbe.Shown(time.TotalSeconds, "0")} s"
        : time.TotalMinutes < 100 ? $"{ChatEndpointProbe.Shown(time.TotalMinutes, "0")} min"
        : $"{ChatEndpointProbe.Shown(time.TotalHours, "0")} h";
}
