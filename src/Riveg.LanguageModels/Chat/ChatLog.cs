using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Riveg.LanguageModels.Chat;

/// <summary>What is logged: texts of posts and answers at trace level only.</summary>
internal static partial class ChatLog
{
    public static void Exchange(ILogger log, IReadOnlyList<ChatMessage> messages, string answer)
    {
        if (log.IsEnabled(LogLevel.Trace))
        {
            Exchanged(log, string.Join("\n", messages.Select(m => $"{m.Role.Value}: {m.Text}")), answer);
        }
    }

    [LoggerMessage(1, LogLevel.Trace, "{Messages}\nassistant: {Answer}")]
    private static partial void Exchanged(ILogger log, string messages, string answer);

    [LoggerMessage(2, LogLevel.Warning, "Post {PostId}: the model's context is too short; asking again with {Examples} examples.")]
    public static partial void Shortened(ILogger log, string postId, int examples);

    [LoggerMessage(3, LogLevel.Debug, "Post {PostId}: the answer names not all mentions; asking for {Count} one by one.")]
    public static partial void AskingOneByOne(ILogger log, string postId, int count);

    [LoggerMessage(5, LogLevel.Warning, "{Model} refuses the setting {Setting}; it is asked without it from now on.")]
    public static partial void SettingDropped(ILogger log, string model, string setting);

    [LoggerMessage(6, LogLevel.Warning, "Nobody here knows how {Model} writes boxes; they are read as \"{Convention}\". Set "
        + "\"chat.boxConvention\" to the form of this model, or to this one.")]
    public static partial void UnknownBoxes(ILogger log, string model, string convention);

    [LoggerMessage(7, LogLevel.Information, "{Model} gives no log-probabilities; its entailment is a flat guess: {Guess}.")]
    public static partial void FlatGuess(ILogger log, string model, string guess);

    [LoggerMessage(4, LogLevel.Warning, "{Count} annotated examples belong to the data under evaluation and are not shown: {Ids}")]
    public static partial void RefusedExamples(ILogger log, int count, string ids);
}
