namespace Riveg.Networks.Operations;

/// <summary>
/// What a network needs beside <see cref="ITensorOps{T}"/> to learn: losses. They are not part of a network that serves, so no graph is
/// emitted of them.
/// </summary>
/// <typeparam name="T">The tensor.</typeparam>
public interface ITrainingOps<T> : ITensorOps<T>
    where T : class
{
    /// <summary>
    /// What linear-chain CRFs lose: minus the logarithm of the probability of a sequence's labels (Lafferty, McCallum and Pereira, ICML
    /// 2001).
    /// </summary>
    /// <param name="emissions">The score of each label at each place [N, T, labels].</param>
    /// <param name="labels">The true labels [N, T], integers; what stands behind a sequence's end is not looked at.</param>
    /// <param name="lengths">How long each sequence is [N], integers from 1 to T.</param>
    /// <param name="chain">The scores of the chain itself.</param>
    /// <returns>One number for each sequence [N].</returns>
    T ChainLoss(T emissions, T labels, T lengths, ChainWeights chain);
}
