using Microsoft.Extensions.Logging;

namespace Riveg.LanguageModels.Chat;

/// <summary>What is logged beside what Microsoft.Extensions.AI logs of each call: neither texts of posts nor answers.</summary>
internal static partial class ChatLog
{
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

    [LoggerMessage(8, LogLevel.Warning, "Answers are not stored, and the next run pays for them again. {Reason}")]
    public static partial void NotStored(ILogger log, string reason);

    [LoggerMessage(4, LogLevel.Warning, "{Count} annotated examples belong to the data under evaluation and are not shown: {Ids}")]
    public static partial void RefusedExamples(ILogger log, int count, string ids);
}
