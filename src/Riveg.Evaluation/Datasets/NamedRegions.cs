namespace Riveg.Evaluation.Datasets;

/// <summary>
/// Gives what a picture's annotation says of names to the entities of its posts. Several posts may share a picture, so that a name is
/// without an entity
/// only where none of them has it.
/// </summary>
internal static class NamedRegions
{
    /// <summary>Gives each named thing to the entities of one post that it means.</summary>
    /// <returns>For each entity of the post its own, in order.</returns>
    public static IReadOnlyList<T>[] Give<T>(GoldPost post, IEnumerable<(string Name, T Thing)> named)
    {
        var own = new List<T>[post.Entities.Count];
        for (var i = 0; i < own.Length; i++)
        {
            own[i] = [];
        }

        foreach (var (name, thing) in named)
        {
            foreach (var index in NameMatch.Find(post, name))
            {
                own[index].Add(thing);
            }
        }

        return own;
    }

    /// <summary>Tells of each named thing that no post of the picture has an entity for.</summary>
    public static void TellStrangers(IReadOnlyCollection<GoldPost> posts, IEnumerable<string> names, string path, List<DatasetFault> faults)
    {
        foreach (var name in names.Where(n => posts.All(p => NameMatch.Find(p, n).Count == 0)))
        {
            var where = string.Join(" or ", posts.Select(p => p.Location));
            faults.Add(new DatasetFault(DatasetFaultKind.NameWithoutEntity, path, $"\"{name}\" is no entity of the post at {where}."));
        }
    }
}
