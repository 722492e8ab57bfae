using System.Collections.Immutable;
using Riveg.Networks.Checkpoints;

namespace Riveg.Networks.Operations;

/// <summary>
/// The weights of a checkpoint, held against what an architecture asks for. Asking never fails: a missing or misshapen weight is noted, so
/// that
/// <see cref="ThrowIfFaulty"/> can name all faults at once, the weights that nobody asked for included. Not thread-safe.
/// </summary>
public sealed class CheckpointWeights(Checkpoint checkpoint) : WeightSource
{
    private const int NamedFaults = 20;

    private readonly HashSet<string> used = [];
    private readonly List<string> faults = [];
    private readonly List<Predicate<string>> ignored = [];
    private readonly List<Func<string, string>> otherNames = [];
    private Func<string, string> translate = name => name;

    /// <summary>The file.</summary>
    public string Path => checkpoint.Path;

    /// <summary>All names in the order of the file.</summary>
    public IEnumerable<string> Names => checkpoint.Tensors.Select(t => t.Name);

    /// <inheritdoc/>
    protected override Weight Find(string name, WeightKind kind, InitialDistribution initial, ImmutableArray<int> shape)
    {
        if (Find(name) is not { } tensor)
        {
            faults.Add(MakerOf(name) is { } maker ? $"'{name}' is made by '{maker}', which Riveg never runs" : $"'{name}' is missing");
            return new Weight(name, shape, () => throw new CheckpointException($"{Path}: weight '{name}' is missing."), kind);
        }

        used.Add(tensor.Name);
        if (!tensor.Shape.AsSpan().SequenceEqual(shape.AsSpan()))
        {
            faults.Add($"'{name}' has shape [{string.Join(", ", tensor.Shape)}] where [{string.Join(", ", shape)}] is due");
        }

        return new Weight(name, shape, tensor.ReadSingles, kind);
    }

    /// <summary>Whether the file has the weight.</summary>
    public bool Contains(string name) => Find(name) is not null;

    /// <summary>The lengths of a weight by which an architecture's sizes are told.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="rank">How many lengths it must have.</param>
    /// <param name="architecture">What is being looked for, for the message.</param>
    /// <exception cref="CheckpointException">The weight is missing or has another rank: the file holds another architecture.</exception>
    public ImmutableArray<int> ShapeOf(string name, int rank, string architecture)
    {
        if (Find(name) is null && MakerOf(name) is { } maker)
        {
            throw new CheckpointException(
                $"{Path}: the weight '{name}' is made by '{maker}', and Riveg runs no code from files; "
                + "save only the state dictionary, or use a .safetensors file.");
        }

        if (Find(name) is not { } tensor || tensor.Shape.Length != rank)
        {
            throw new CheckpointException(
                $"{Path}: is no {architecture} checkpoint: it has no weight '{name}' of {rank} dimensions; "
                + $"its first weight is '{Names.FirstOrDefault()}'. Choose the --architecture that it was made for.");
        }

        return tensor.Shape;
    }

    /// <summary>Lets weights be there unasked: buffers that are derived, heads that are not needed.</summary>
    public void Ignore(Predicate<string> names) => ignored.Add(names);

    /// <summary>
    /// Looks for every weight under the name that it has in this file. To be used where one name may mean two weights: the older names of
    /// <see cref="AcceptOlderNames"/> are tried only where the weight is not there under its own.
    /// </summary>
    /// <param name="translation">From the official name to the file's.</param>
    public void TranslateNames(Func<string, string> translation) => translate = translation;

    /// <summary>Looks for a missing weight under another name, such as the one that it had in older checkpoints.</summary>
    /// <param name="older">From today's name to the other one; the same name where there is none. Several are tried in turn.</param>
    public void AcceptOlderNames(Func<string, string> older) => otherNames.Add(older);

    /// <summary>Checks that everything asked for was there in the right shape and that nothing was left over.</summary>
    /// <param name="architecture">What was built, for the message.</param>
    /// <exception cref="CheckpointException">Something was not; the message names it all (past 20 faults, the number of the
    /// rest).</exception>
    public void ThrowIfFaulty(string architecture)
    {
        var all = faults.Concat(Names.Where(n => !used.Contains(n) && !ignored.Exists(i => i(n))).Select(n => $"'{n}' is surplus"))
            .ToList();
        if (all.Count == 0)
        {
            return;
        }

        var rest = all.Count > NamedFaults ? $"; and {all.Count - NamedFaults} more" : "";
        throw new CheckpointException(
            $"{Path}: does not fit {architecture}: {string.Join("; ", all.Take(NamedFaults))}{rest}. "
            + "Choose the --architecture that it was made for, or give its --config.");
    }

    private CheckpointTensor? Find(string name)
    {
        if (checkpoint.TryGet(translate(name), out var tensor))
        {
            return tensor;
        }

        foreach (var other in otherNames)
        {
            if (checkpoint.TryGet(other(name), out tensor))
            {
                return tensor;
            }
        }

        return null;
    }

    private string? MakerOf(string name) =>
        otherNames.Select(o => o(name)).Prepend(translate(name)).Select(checkpoint.MakerOf).FirstOrDefault(m => m is not null);
}
