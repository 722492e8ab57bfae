using Riveg.Hostility.Cases;
using Riveg.Hostility.Running;

namespace Riveg.Hostility;

/// <summary>Runs cases and judges them.</summary>
/// <param name="seed">Of the cases that are new.</param>
/// <param name="log">Gets a line for each fault.</param>
internal sealed class Suite(int seed, Action<string> log) : IDisposable
{
    // The cases of every other round are the same at every run.
    private const int FixedSeed = 1;

    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("riveg-hostility-");
    private readonly Lock gate = new();

    /// <summary>Cases that were run, and those that had faults.</summary>
    public int Cases { get; private set; }

    public int Faults { get; private set; }

    /// <summary>How many cases had a process of their own.</summary>
    public int OwnProcesses { get; private set; }

    /// <summary>The longest runs: seconds and names of their cases.</summary>
    public List<(double Seconds, string Name)> Longest { get; } = [];

    /// <summary>
    /// The cases of the tests: of every third kind one that is always the same, and of some kinds one that is new; those that take a
    /// process of their own are few, since its start takes longest.
    /// </summary>
    public static IReadOnlyList<int> ShortForm { get; } =
    [
        .. Enumerable.Range(0, Recipes.All.Count)
            .Where(i => !Recipes.All[i].OwnProcess)
            .Where((_, i) => i % 3 == 0)
            .Select(i => i + (2 * Recipes.All.Count)),
        .. Enumerable.Range(0, Recipes.All.Count)
            .Where(i => !Recipes.All[i].OwnProcess)
            .Where((_, i) => i % 13 == 1)
            .Select(i => i + (3 * Recipes.All.Count)),
        .. Enumerable.Range(0, Recipes.All.Count).Where(i => Recipes.All[i].OwnProcess).Where((_, i) => i % 7 == 0),
    ];

    /// <summary>The recipe of a case.</summary>
    public static Recipe RecipeOf(int number) => Recipes.All[number % Recipes.All.Count];

    /// <summary>Runs cases, two at once.</summary>
    public async Task RunAsync(IEnumerable<int> numbers)
    {
        using var left = ((IEnumerable<int>)[.. numbers]).GetEnumerator();
        await Task.WhenAll(Enumerable.Range(0, Math.Min(2, Environment.ProcessorCount)).Select(_ => Task.Run(async () =>
        {
            using var shared = new SharedProcess();
            while (Next() is { } number)
            {
                await RunAsync(number, shared);
            }
        })));

        int? Next()
        {
            lock (gate)
            {
                return left.MoveNext() ? left.Current : null;
            }
        }
    }

    /// <summary>Takes the folders away, unless there were faults.</summary>
    public void Dispose()
    {
        if (Faults == 0)
        {
            root.Delete(recursive: true);
        }
    }

    private async Task RunAsync(int number, SharedProcess shared)
    {
        var recipe = RecipeOf(number);

        // Every kind is met once as users run the command; after that, whatever can share a process does.
        var own = recipe.OwnProcess || number < Recipes.All.Count;
        var verdict = await TryAsync(number, recipe, scene =>
        {
            own |= scene.Pipe is not null;
            return own ? OwnProcess.RunAsync(scene, scene.Arguments) : shared.RunAsync(scene);
        });
        if (verdict.Faults.Count > 0 && !own)
        {
            // What other cases left in the process is not the command's fault.
            var alone = await TryAsync(number, recipe, scene => OwnProcess.RunAsync(scene, scene.Arguments));
            if (alone.Faults.Count == 0)
            {
                log($"case {number}: only in a process that others shared: {string.Join("; ", verdict.Faults)}");
            }

            (verdict, own) = (alone, true);
        }

        lock (gate)
        {
            Cases++;
            OwnProcesses += own ? 1 : 0;
            Longest.Add((verdict.Seconds, $"{number} ({recipe.Verb}: {recipe.Kind})"));
            if (verdict.Faults.Count > 0)
            {
                Faults++;
                log($"case {number} ({recipe.Verb}: {recipe.Kind}): {string.Join("; ", verdict.Faults)}\n  in {verdict.Folder}: "
                    + $"riveg {string.Join(' ', verdict.Arguments.Select(Quote))}\n  {Shorten(verdict.Error)}");
            }
        }
    }

    private async Task<Verdict> TryAsync(int number, Recipe recipe, Func<Scene, Task<Observed>> run)
    {
        var round = number / Recipes.All.Count;
        var folder = Path.Combine(root.FullName, $"{number}");
        Delete(folder);
        Directory.CreateDirectory(folder);
        await using var scene = new Scene(folder, new Dice(round % 2 == 0 ? FixedSeed : seed, number));
        await recipe.SetAsync(scene);
        scene.DeclareNamedOutputs();
        var before = new FolderState(folder, scene.Pipe?.Name);
        var seen = await run(scene);
        var faults = Judge.FindFaults(scene, seen, before, new FolderState(folder, scene.Pipe?.Name)).ToList();
        if (scene.ThenResume is { } ids)
        {
            faults.AddRange(await ResumeAsync(scene, ids));
        }

        if (faults.Count == 0)
        {
            Delete(folder);
        }

        return new Verdict(faults, folder, scene.Arguments, System.Text.Encoding.UTF8.GetString(seen.Error), seen.Elapsed.TotalSeconds);
    }

    private static async Task<IEnumerable<string>> ResumeAsync(Scene scene, IReadOnlyList<string> ids)
    {
        scene.Ending = Ending.ByItself;
        scene.Ids = ids;
        scene.Expect(0);
        var before = new FolderState(scene.Folder, null);
        var seen = await OwnProcess.RunAsync(scene, [.. scene.Arguments, "--resume"]);
        return Judge.FindFaults(scene, seen, before, new FolderState(scene.Folder, null)).Select(f => $"after --resume: {f}");
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Quote(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '/' or ':' or '_' or ',' or '=')
        ? word
        : System.Text.Json.JsonSerializer.Serialize(Shorten(word));

    private static string Shorten(string text) => text.Length > 600 ? $"{text[..600]}..." : text;

    private sealed record Verdict(
        IReadOnlyList<string> Faults, string Folder, IReadOnlyList<string> Arguments, string Error, double Seconds);
}
