namespace Riveg.Networks.Checkpoints;

/// <summary>Finds the weights in what a checkpoint's pickle holds: at its root, or below the names that trainers wrap them in.</summary>
internal static class StateDictionary
{
    private const int MaximumDepth = 4;

    private static readonly string[] Wrappers = ["state_dict", "model", "model_state_dict", "module", "net"];

    /// <summary>Gives the names and tensors.</summary>
    /// <param name="root">The unpickled value.</param>
    /// <param name="path">The file's name for messages.</param>
    /// <exception cref="CheckpointException">It holds no weights.</exception>
    public static IEnumerable<(string Name, PickledTensor Tensor)> Find(object? root, string path)
    {
        for (var depth = 0; depth < MaximumDepth && root is PickledDictionary dictionary; depth++)
        {
            if (dictionary.Entries.Values.Any(v => v is PickledTensor))
            {
                return dictionary.Entries.Where(e => e.Value is PickledTensor).Select(e => (e.Key, (PickledTensor)e.Value!));
            }

            root = Wrappers.Select(w => dictionary.Entries.GetValueOrDefault(w)).FirstOrDefault(v => v is PickledDictionary);
        }

        throw new CheckpointException(
            $"{path}: holds no weights, neither at its root nor below {string.Join(", ", Wrappers)}; "
            + "give a file that holds a model's state dictionary.");
    }
}
