using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace Riveg.Mutants;

/// <summary>
/// The process that runs tests. It answers lines on standard input: <c>all</c> with a line for each test (its number, milliseconds, whether
/// it passed and the mutants it reached) and <c>done</c>; <c>mutant test limit test limit ...</c> with <c>killed TEST</c>, <c>timeout
/// TEST</c> (and ends) or <c>survived</c>.
/// </summary>
internal sealed class TestWorker
{
    private readonly TextReader input = Console.In;
    private readonly TextWriter output = Console.Out;
    private readonly List<TestCase> tests;
    private readonly List<FieldInfo> active;
    private readonly List<byte[]> reached;
    private readonly HashSet<int> warm = [];

    private TestWorker(string[] testAssemblies, string[] libraries, string[] namespaces)
    {
        Console.SetOut(TextWriter.Null);
        Console.SetError(TextWriter.Null);

        // The tests look for their files beside themselves.
        AppContext.SetData("APP_CONTEXT_BASE_DIRECTORY", Path.GetDirectoryName(testAssemblies[0]) + Path.DirectorySeparatorChar);
        var context = new TestContextLoader(testAssemblies, libraries);
        tests = [.. testAssemblies.SelectMany(t => TestCase.Find(context.LoadFromAssemblyPath(t), namespaces))];
        var switches = libraries.Select(l => context.LoadFromAssemblyPath(l).GetType(MutatedLibrary.SwitchName)!).ToList();
        active = switches.ConvertAll(s => s.GetField("Active")!);
        reached = switches.ConvertAll(s => (byte[])s.GetField("Reached")!.GetValue(null)!);
    }

    /// <param name="testAssemblies">The assemblies of tests.</param>
    /// <param name="libraries">The changed libraries.</param>
    /// <param name="namespaces">The namespaces whose tests are run.</param>
    public static void Serve(string[] testAssemblies, string[] libraries, string[] namespaces)
    {
        var worker = new TestWorker(testAssemblies, libraries, namespaces);
        while (worker.input.ReadLine() is { } line)
        {
            if (line == "all")
            {
                worker.RunAll();
            }
            else
            {
                var numbers = Array.ConvertAll(line.Split(' '), n => int.Parse(n, CultureInfo.InvariantCulture));
                worker.RunMutant(numbers[0], numbers[1..]);
            }

            worker.output.Flush();
        }
    }

    private void RunAll()
    {
        for (var t = 0; t < tests.Count; t++)
        {
            // Twice, since what only static fields reach is the same for all tests.
            reached.ForEach(Array.Clear);
            var passed = Passes(tests[t], out var error);
            var clock = Stopwatch.StartNew();
            passed = passed && Passes(tests[t], out error);
            var name = tests[t].Name.ReplaceLineEndings(" ").Replace('\t', ' ');
            var ids = string.Join(' ', reached.SelectMany(r => Enumerable.Range(0, r.Length).Where(i => r[i] != 0)));
            output.WriteLine($"{t}\t{clock.ElapsedMilliseconds}\t{(passed ? string.Empty : error)}\t{name}\t{ids}");
            warm.Add(t);
        }

        output.WriteLine("done");
    }

    private void RunMutant(int id, int[] chosen)
    {
        for (var c = 0; c < chosen.Length; c += 2)
        {
            var (t, limit) = (chosen[c], chosen[c + 1]);
            // What static fields keep must come from the code as it is.
            if (warm.Add(t))
            {
                Passes(tests[t], out _);
            }

            active.ForEach(a => a.SetValue(null, id));
            bool passed;
            using (new Timer(_ => GiveUp(t), null, limit, Timeout.Infinite))
            {
                passed = Passes(tests[t], out _);
            }

            active.ForEach(a => a.SetValue(null, -1));
            if (!passed)
            {
                output.WriteLine($"killed {t}");
                return;
            }
        }

        output.WriteLine("survived");
    }

    private void GiveUp(int test)
    {
        output.WriteLine($"timeout {test}");
        output.Flush();
        Environment.FailFast(null);
    }

    private static bool Passes(TestCase test, out string error)
    {
        try
        {
            test.Run();
            error = string.Empty;
            return true;
        }
        catch (Exception e)
        {
            error = (e.InnerException ?? e).Message.ReplaceLineEndings(" ").Replace('\t', ' ');
            return false;
        }
    }
}
