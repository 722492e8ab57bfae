namespace Riveg.Networks.Checkpoints;

/// <summary>
/// What trainers put before the name of every weight: the network is an attribute of theirs, so its names begin with the attribute's.
/// </summary>
internal static class TrainerPrefix
{
    /// <summary>
    /// Of <c>torch.nn.DataParallel</c> and its distributed kin, of <c>torch.compile</c>, and of Lightning's and ModelScope's wrapping modules.
    /// No architecture has a weight of its own below these.
    /// </summary>
    private static readonly string[] Known = ["module.", "_orig_mod.", "model."];

    /// <summary>All that may be taken off; empty where a single name lacks it.</summary>
    public static string Of(IEnumerable<string> names)
    {
        var all = names.ToList();
        var prefix = "";
        while (all.Count > 0 && Array.Find(Known, k => all.TrueForAll(n => Continues(n, prefix, k))) is { } next)
        {
            prefix += next;
        }

        return prefix;
    }

    private static bool Continues(string name, string prefix, string next) =>
        name.Length > prefix.Length + next.Length && name.AsSpan(prefix.Length).StartsWith(next, StringComparison.Ordinal);
}
