namespace Riveg.LanguageModels.Probes;

/// <summary>What is asked of a chat endpoint.</summary>
public enum ProbeQuestion
{
    /// <summary>Whether something answers at its address.</summary>
    Reachable,

    /// <summary>Whether the key is accepted, or none is wanted.</summary>
    Key,

    /// <summary>Whether the service knows the model.</summary>
    Model,

    /// <summary>Whether the model sees pictures.</summary>
    Pictures,

    /// <summary>In which form the model writes boxes.</summary>
    Boxes,

    /// <summary>Whether log-probabilities come with an answer.</summary>
    LogProbabilities,

    /// <summary>Whether a JSON schema is kept to.</summary>
    StructuredOutput,

    /// <summary>What the service refuses, and what else the layers over it warn of.</summary>
    Settings,

    /// <summary>How long calls take.</summary>
    Speed,
}

/// <summary>What came of a question.</summary>
public enum ProbeVerdict
{
    /// <summary>It is as a run needs it.</summary>
    Good,

    /// <summary>A run works; the message says what would be better, or what is to be known.</summary>
    Advice,

    /// <summary>A run gives no answers, or wrong ones, before somebody does what the message says.</summary>
    Bad,

    /// <summary>It was not found out; the message says why.</summary>
    Unknown,

    /// <summary>It was not asked, since what stands before it has to be done first.</summary>
    NotAsked,
}

/// <summary>One question with what came of it.</summary>
/// <param name="Question">The question.</param>
/// <param name="Verdict">What came of it.</param>
/// <param name="Message">One line in words, with what to do where something is. It holds no key; words of the service that it repeats are
/// without characters that a terminal obeys.</param>
public sealed record ProbeFinding(ProbeQuestion Question, ProbeVerdict Verdict, string Message);
