using System.Collections.Frozen;

namespace Riveg.LanguageModels.Chat;

/// <summary>What the end of an answer means.</summary>
internal enum FinishKind
{
    /// <summary>The model came to its end, or nothing known is said.</summary>
    Whole,

    /// <summary>The limit of tokens, or the context, cut it off.</summary>
    CutOff,

    /// <summary>A filter of content cut it off or took it away.</summary>
    Filtered,

    /// <summary>The model calls a tool instead of answering.</summary>
    ToolCall,

    /// <summary>The service failed under way.</summary>
    Failed,
}

/// <summary>
/// What servers say of an answer's end. OpenAI's own five words are the smallest part: gateways pass on what the service behind them says.
/// </summary>
internal static class FinishReasons
{
    private static readonly FrozenDictionary<string, FinishKind> Known = new Dictionary<string, FinishKind>
    {
        ["length"] = FinishKind.CutOff,
        ["maxtokens"] = FinishKind.CutOff,
        ["maxoutputtokens"] = FinishKind.CutOff,
        ["maxcompletiontokens"] = FinishKind.CutOff,
        ["maxnewtokens"] = FinishKind.CutOff,
        ["maxlength"] = FinishKind.CutOff,
        ["tokenlimit"] = FinishKind.CutOff,
        ["tokenlimitreached"] = FinishKind.CutOff,
        ["limit"] = FinishKind.CutOff,
        ["modellength"] = FinishKind.CutOff,
        ["contextlength"] = FinishKind.CutOff,
        ["contextlengthexceeded"] = FinishKind.CutOff,
        ["modelcontextwindowexceeded"] = FinishKind.CutOff,
        ["contextwindowexceeded"] = FinishKind.CutOff,
        ["truncated"] = FinishKind.CutOff,
        ["incomplete"] = FinishKind.CutOff,
        ["contentfilter"] = FinishKind.Filtered,
        ["contentfiltered"] = FinishKind.Filtered,
        ["safety"] = FinishKind.Filtered,
        ["imagesafety"] = FinishKind.Filtered,
        ["recitation"] = FinishKind.Filtered,
        ["imagerecitation"] = FinishKind.Filtered,
        ["prohibitedcontent"] = FinishKind.Filtered,
        ["imageprohibitedcontent"] = FinishKind.Filtered,
        ["blocklist"] = FinishKind.Filtered,
        ["blocked"] = FinishKind.Filtered,
        ["spii"] = FinishKind.Filtered,
        ["language"] = FinishKind.Filtered,
        ["sensitive"] = FinishKind.Filtered,
        ["guardrailintervened"] = FinishKind.Filtered,
        ["guardrail"] = FinishKind.Filtered,
        ["moderation"] = FinishKind.Filtered,
        ["refusal"] = FinishKind.Filtered,
        ["errortoxic"] = FinishKind.Filtered,
        ["toolcalls"] = FinishKind.ToolCall,
        ["toolcall"] = FinishKind.ToolCall,
        ["tooluse"] = FinishKind.ToolCall,
        ["functioncall"] = FinishKind.ToolCall,
        ["malformedfunctioncall"] = FinishKind.ToolCall,
        ["unexpectedtoolcall"] = FinishKind.ToolCall,
        ["error"] = FinishKind.Failed,
        ["errorlimit"] = FinishKind.Failed,
        ["networkerror"] = FinishKind.Failed,
        ["insufficientsystemresource"] = FinishKind.Failed,
        ["abort"] = FinishKind.Failed,
        ["aborted"] = FinishKind.Failed,
        ["cancelled"] = FinishKind.Failed,
        ["canceled"] = FinishKind.Failed,
        ["timeout"] = FinishKind.Failed,
        ["failed"] = FinishKind.Failed,
        ["load"] = FinishKind.Failed,
        ["unload"] = FinishKind.Failed,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // Said of an answer that came to its end. They matter only where they stand beside another reason.
    private static readonly FrozenSet<string> Ends = FrozenSet.Create(
        StringComparer.Ordinal,
        "stop", "eos", "eostoken", "endturn", "stopsequence", "complete", "completed", "done", "normal", "finished");

    /// <summary>What a reason means; <see cref="FinishKind.Whole"/> for null and for every word that is not known.</summary>
    public static FinishKind KindOf(string? reason) => Known.GetValueOrDefault(Plain(reason));

    /// <summary>Whether the word is known: only then may a message repeat it, since other words may be anything.</summary>
    public static bool IsKnown(string? reason) => Known.ContainsKey(Plain(reason)) || Ends.Contains(Plain(reason));

    // MAX_TOKENS, maxTokens, max-tokens and FinishReason.MAX_TOKENS are one word.
    private static string Plain(string? reason) => reason is null
        ? string.Empty
        : new string([.. reason[(reason.LastIndexOf('.') + 1)..].Where(char.IsAsciiLetter).Select(char.ToLowerInvariant)]);
}
