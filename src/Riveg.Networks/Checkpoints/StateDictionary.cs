namespace Riveg.Networks.Checkpoints;

/// <summary>The weights of a pickle.</summary>
/// <param name="Tensors">Names and tensors, in the order of the file.</param>
/// <param name="Opaque">The names whose value is no tensor but something that a name of the pickle makes, with that name.</param>
internal sealed record StateDictionary(
    IReadOnlyList<(string Name, PickledTensor Tensor)> Tensors, IReadOnlyDictionary<string, string> Opaque)
{
    private const int MaximumDepth = 4;

    private static readonly string[] Wrappers = ["state_dict", "model", "model_state_dict", "module", "net"];

    /// <summary>
    /// Finds them in what a checkpoint's pickle holds: below the names that trainers wrap them in, at its root, or in the only dictionary of
    /// tensors that lies at its root under another name.
    /// </summary>
    /// <param name="root">The unpickled value.</param>
    /// <param name="path">The file's name for messages.</param>
    /// <exception cref="CheckpointException">It holds no weights.</exception>
    public static StateDictionary Find(object? root, string path)
    {
        if (Search(root, MaximumDepth, []) is not { } found)
        {
            throw None(root, path);
        }

        return new StateDictionary(
            [.. found.Entries.Where(e => e.Value is PickledTensor).Select(e => (e.Key, (PickledTensor)e.Value!))],
            found.Entries.Where(e => e.Value is PickledOpaque).ToDictionary(e => e.Key, e => ((PickledOpaque)e.Value!).Maker));
    }

    private static PickledDictionary? Search(object? value, int depth, HashSet<PickledDictionary> seen)
    {
        // A dictionary that wraps itself is looked through once.
        if (depth == 0 || value is not PickledDictionary dictionary || !seen.Add(dictionary))
        {
            return null;
        }

        foreach (var wrapper in Wrappers)
        {
            if (Search(dictionary.Entries.GetValueOrDefault(wrapper), depth - 1, seen) is { } wrapped)
            {
                return wrapped;
            }
        }

        return HasTensors(dictionary) ? dictionary
            : dictionary.Entries.Values.OfType<PickledDictionary>().Where(HasTensors).Take(2).ToList() is [var only] ? only
            : null;
    }

    private static bool HasTensors(PickledDictionary dictionary) => dictionary.Entries.Values.Any(v => v is PickledTensor);

    private static CheckpointException None(object? root, string path)
    {
        var opaque = root as PickledOpaque ?? (root as PickledDictionary)?.Entries.Values.OfType<PickledOpaque>().FirstOrDefault();
        return opaque is not null
            ? new($"{path}: holds no weights but something that '{opaque.Maker}' makes, and Riveg runs no code from files; "
                + "save only the state dictionary, or use a .safetensors file.")
            : new($"{path}: holds no weights, neither at its root nor below {string.Join(", ", Wrappers)}; "
                + "give a file that holds a model's state dictionary.");
    }
}
