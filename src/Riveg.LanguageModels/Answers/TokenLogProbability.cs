namespace Riveg.LanguageModels.Answers;

/// <summary>One token of an answer with the log-probabilities of the tokens that could have stood in its place.</summary>
/// <param name="Token">The token that was chosen.</param>
/// <param name="LogProbability">Its natural log-probability.</param>
/// <param name="Alternatives">The likeliest tokens at this place, mostly with the chosen one among them.</param>
public sealed record TokenLogProbability(string Token, double LogProbability, IReadOnlyList<TokenAlternative> Alternatives)
{
    /// <summary>The token that was chosen, as text: without a tokenizer's marks for blanks and line breaks.</summary>
    public string Token { get; init; } = TokenText.Plain(Token);

    /// <summary>
    /// Under this name a chat client hands them over in <see cref="Microsoft.Extensions.AI.ChatResponse.AdditionalProperties"/>, as a list.
    /// </summary>
    public const string PropertyName = "riveg.logprobs";

    /// <summary>
    /// Under this name a request's <see cref="Microsoft.Extensions.AI.ChatOptions.AdditionalProperties"/> say how many are wanted, as an
    /// integer.
    /// </summary>
    internal const string CountName = "riveg.top_logprobs";
}

/// <summary>A token that could have stood in an answer.</summary>
/// <param name="Token">Its text.</param>
/// <param name="LogProbability">Its natural log-probability.</param>
public sealed record TokenAlternative(string Token, double LogProbability)
{
    /// <summary>Its text, without a tokenizer's marks for blanks and line breaks.</summary>
    public string Token { get; init; } = TokenText.Plain(Token);
}

/// <summary>Tokens as text.</summary>
internal static class TokenText
{
    // Servers that look tokens up instead of decoding them show how the tokeniser writes a blank (Ġ, ▁) and a line break (Ċ).
    public static string Plain(string token) =>
        token.TrimStart('Ġ', '▁', 'Ċ').TrimEnd('Ċ', '▁') is var bare && bare.Length == token.Length
            ? token
            : new string([.. token.Select(c => c switch { 'Ġ' or '▁' => ' ', 'Ċ' => '\n', _ => c })]);
}
