using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Riveg.Mutants;

/// <summary>One run: makes the mutants, asks the tests about each and prints how many were found.</summary>
internal sealed class MutationRun
{
    private const double LeastShare = 0.85;
    private const int MostMilliseconds = 3000;

    private static readonly string Root = FindRoot();

    // Whole rooms where they are small, so that a file which comes or goes changes nothing here.
    private static readonly string[] CoreFiles =
    [
        "src/Riveg/Posts/TextSpan.cs",
        .. Room("src/Riveg/Regions"),
        .. new[] { "BioesLabels", "EntityTag", "LinearChain", "TagCodec", "TokenSpan" }.Select(f => $"src/Riveg/Recognition/{f}.cs"),
        "src/Riveg/Builtin/Recognition/CrfParameters.cs",
    ];

    private static readonly string[] EvaluationFiles =
    [
        "src/Riveg.Evaluation/Datasets/NameMatch.cs",
        .. Room("src/Riveg.Evaluation/Scores"),
    ];

    private static readonly string[] TestProjects = ["Riveg.Tests", "Riveg.Evaluation.Tests"];

    private static readonly string[] Namespaces =
    [
        .. new[] { "Posts", "Regions", "Recognition", "Builtin.Recognition", "Formats" }.Select(n => $"Riveg.Tests.{n}"),
        .. new[] { "Datasets", "Scores", "Formats" }.Select(n => $"Riveg.Evaluation.Tests.{n}"),
    ];

    private readonly List<string> only = [];
    private int sample = int.MaxValue;
    private int seed = 1;
    private int workers = 2;
    private string? survivorsFile;

    /// <summary>Reads the options.</summary>
    public static bool TryParse(string[] args, [NotNullWhen(true)] out MutationRun? run, out string fault)
    {
        run = new MutationRun();
        fault = "usage: Riveg.Mutants [--file NAME]... [--sample N] [--seed N] [--workers N] [--survivors FILE]";
        for (var i = 0; i + 1 < args.Length; i += 2)
        {
            var isNumber = int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            switch (args[i])
            {
                case "--file" when CoreFiles.Concat(EvaluationFiles).Any(
                    f => Path.GetFileNameWithoutExtension(f) == args[i + 1]): run.only.Add(args[i + 1]); break;
                case "--sample" when isNumber: run.sample = number; break;
                case "--seed" when isNumber: run.seed = number; break;
                case "--workers" when isNumber && number > 0: run.workers = number; break;
                case "--survivors": run.survivorsFile = args[i + 1]; break;
                default: return false;
            }
        }

        return args.Length % 2 == 0;
    }

    /// <summary>Carries it out.</summary>
    /// <returns>The exit code.</returns>
    public int Execute()
    {
        var clock = Stopwatch.StartNew();
        if (CoreFiles.Concat(EvaluationFiles).Where(f => !File.Exists(Path.Combine(Root, f))).ToList() is { Count: > 0 } gone)
        {
            Console.Error.WriteLine($"{string.Join(", ", gone)} is not there any more; correct the list in MutationRun.cs.");
            return 2;
        }

        var folder = Directory.CreateTempSubdirectory("riveg-mutants-");
        try
        {
            foreach (var project in TestProjects)
            {
                DotNet.Run(Root, "build", $"tests/{project}", "-c", "Release");
            }

            MutatedLibrary[] libraries =
            [
                new(Root, "src/Riveg/Riveg.csproj", "Riveg.Core", CoreFiles),
                new(Root, "src/Riveg.Evaluation/Riveg.Evaluation.csproj", "Riveg.Evaluation", EvaluationFiles),
            ];
            var mutants = Make(libraries, folder.FullName, out var refused);
            Console.WriteLine($"{mutants.Count} mutants (the compiler refused {refused} more), {clock.Elapsed.TotalSeconds:F0} s");
            string[] arguments =
            [
                string.Join(Path.PathSeparator, TestProjects.Select(p => Path.Combine(Root, $"tests/{p}/bin/Release/net10.0/{p}.dll"))),
                string.Join(Path.PathSeparator, libraries.Select(l => Path.Combine(folder.FullName, l.FileName))),
                .. Namespaces,
            ];
            var answers = Ask(mutants, arguments, clock);
            return Report(Root, mutants, answers, clock);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private List<Mutant> Make(IEnumerable<MutatedLibrary> libraries, string folder, out int refused)
    {
        var all = new List<Mutant>();
        var next = 0;
        refused = 0;
        foreach (var library in libraries)
        {
            var (mutants, end, left) = library.Compile(next, folder);
            all.AddRange(mutants.Where(m => only.Count == 0 || only.Contains(Path.GetFileNameWithoutExtension(m.File))));
            (next, refused) = (end, refused + left);
        }

        var random = new Random(seed);
        return sample >= all.Count ? all : [.. all.OrderBy(_ => random.Next()).Take(sample).OrderBy(m => m.Id)];
    }

    private ConcurrentDictionary<int, string> Ask(IReadOnlyList<Mutant> mutants, string[] arguments, Stopwatch clock)
    {
        var isHosted = Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet";
        string[] command = [.. isHosted ? new[] { typeof(MutationRun).Assembly.Location } : [], "--worker", .. arguments];
        using var first = new WorkerProcess(command);
        var byMutant = new Dictionary<int, List<(int Number, int Milliseconds)>>();
        var count = 0;
        foreach (var line in first.RunAll())
        {
            var parts = line.Split('\t');
            count++;
            if (parts[2].Length > 0)
            {
                Console.Error.WriteLine($"left out, fails without a mutant: {parts[3]}: {parts[2]}");
                continue;
            }

            foreach (var id in parts[4].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(
                i => int.Parse(i, CultureInfo.InvariantCulture)))
            {
                (byMutant.TryGetValue(id, out var list) ? list : byMutant[id] = []).Add(
                    (int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture)));
            }
        }

        Console.WriteLine($"{count} tests, {clock.Elapsed.TotalSeconds:F0} s");
        var answers = new ConcurrentDictionary<int, string>();
        var queue = new ConcurrentQueue<Mutant>(mutants);
        var threads = Enumerable.Range(0, workers).Select(w => new Thread(() =>
        {
            using var own = w == 0 ? null : new WorkerProcess(command);
            while (queue.TryDequeue(out var mutant))
            {
                answers[mutant.Id] = byMutant.TryGetValue(mutant.Id, out var list)
                    ? (own ?? first).Run(mutant.Id, Cheapest(list))
                    : "unreached";
                if (answers.Count % 100 == 0)
                {
                    Console.Error.WriteLine($"{answers.Count} of {mutants.Count}, {clock.Elapsed.TotalSeconds:F0} s");
                }
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        return answers;
    }

    // The quickest first: most mutants are found by one of them, and what only slow ones would find counts as survived.
    private static List<(int Number, int Milliseconds)> Cheapest(List<(int Number, int Milliseconds)> tests)
    {
        var sum = 0;
        return [.. tests.OrderBy(t => t.Milliseconds).TakeWhile((t, i) => (sum += t.Milliseconds) <= MostMilliseconds || i == 0)];
    }

    private int Report(string root, IReadOnlyList<Mutant> mutants, ConcurrentDictionary<int, string> answers, Stopwatch clock)
    {
        bool Survived(Mutant m) => answers[m.Id] is "survived" or "unreached";
        bool TimedOut(Mutant m) => answers[m.Id].StartsWith("timeout", StringComparison.Ordinal);
        Console.WriteLine($"{"file",-24}{"mutants",8}{"killed",8}{"of them timed out",19}{"survived",10}{"killed, %",11}");
        var files = mutants.GroupBy(m => Path.GetFileNameWithoutExtension(m.File)).Select(g => (g.Key, g.ToList()));
        foreach (var (name, group) in files.Append(("all", mutants.ToList())))
        {
            var survived = group.Count(Survived);
            var killed = group.Count - survived;
            Console.WriteLine(
                $"{name,-24}{group.Count,8}{killed,8}{group.Count(TimedOut),19}{survived,10}{100.0 * killed / group.Count,11:F1}");
        }

        var survivors = mutants.Where(Survived).ToList();
        var reasons = File.Exists(Path.Combine(root, "docs/mutants.md"))
            ? Array.ConvertAll(
                File.ReadAllLines(Path.Combine(root, "docs/mutants.md")), r => r.Replace("\\|", "|", StringComparison.Ordinal))
            : [];
        var file = survivorsFile ?? Path.Combine(Path.GetTempPath(), "riveg-mutants-survivors.txt");
        File.WriteAllLines(
            file,
            survivors.Select(m =>
                $"{m.File}:{m.Line}: {m.Code}\n    {m.Change}{(answers[m.Id] == "unreached" ? " (no test comes here)" : string.Empty)}"));
        var unexplained = survivors.Count(m => !reasons.Any(
            r => r.Contains(Path.GetFileName(m.File), StringComparison.Ordinal) && r.Contains($"`{m.Change}`", StringComparison.Ordinal)));
        Console.WriteLine($"survivors: {file}; without a reason in docs/mutants.md: {unexplained}; {clock.Elapsed.TotalSeconds:F0} s");
        return survivors.Count <= (1 - LeastShare) * mutants.Count ? 0 : 1;
    }

    private static IEnumerable<string> Room(string folder) => Directory
        .EnumerateFiles(Path.Combine(Root, folder), "*.cs")
        .Select(f => $"{folder}/{Path.GetFileName(f)}")
        .Order(StringComparer.Ordinal);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(Environment.CurrentDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Riveg.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("Run it inside the repository.");
    }
}
