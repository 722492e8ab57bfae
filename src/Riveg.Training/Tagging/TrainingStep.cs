namespace Riveg.Training.Tagging;

/// <summary>How far an epoch is.</summary>
/// <param name="Epoch">Which one, from 1.</param>
/// <param name="Posts">How many posts of it are read.</param>
/// <param name="OfPosts">How many it has.</param>
/// <param name="Loss">The mean loss of its posts so far.</param>
public readonly record struct TrainingStep(int Epoch, int Posts, int OfPosts, double Loss);

/// <summary>What an epoch gave.</summary>
/// <param name="Epoch">Which one, from 1.</param>
/// <param name="Posts">How many posts were read.</param>
/// <param name="Loss">The mean loss of its posts: minus the logarithm of the probability of their labels.</param>
public readonly record struct EpochResult(int Epoch, int Posts, double Loss);
