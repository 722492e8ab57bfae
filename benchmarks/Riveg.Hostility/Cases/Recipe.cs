namespace Riveg.Hostility.Cases;

/// <summary>How cases of one kind are set.</summary>
/// <param name="Verb">The verb of the command.</param>
/// <param name="Kind">What is hostile about them.</param>
/// <param name="SetAsync">Writes the files and the arguments of one case.</param>
internal sealed record Recipe(string Verb, string Kind, Func<Scene, Task> SetAsync)
{
    /// <summary>Whether every case needs a process of its own: it is signalled, or its streams are no files.</summary>
    public bool OwnProcess { get; init; }

    /// <summary>Makes a recipe that needs no server.</summary>
    public static Recipe Of(string verb, string kind, Action<Scene> set) => new(verb, kind, scene =>
    {
        set(scene);
        return Task.CompletedTask;
    });
}
