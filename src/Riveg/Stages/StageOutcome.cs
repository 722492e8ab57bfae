namespace Riveg.Stages;

/// <summary>An answer, or why there is none.</summary>
/// <typeparam name="T">The type of the stage's answers.</typeparam>
/// <param name="Answer">The answer; meaningless where <paramref name="Error"/> is set.</param>
/// <param name="Error">Why there is no answer; null where there is one.</param>
public readonly record struct StageOutcome<T>(T? Answer, Exception? Error);
