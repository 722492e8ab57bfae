using System.Diagnostics;
using System.Globalization;
using Riveg.Hostility;
using Riveg.Hostility.Cases;
using Riveg.Hostility.Running;

if (args is [Worker.Word])
{
    Worker.Serve();
    return 0;
}

var (first, cases, verb, replay) = (0, 2_100, (string?)null, (int?)null);
var seed = (int)(DateTime.UtcNow.Ticks / TimeSpan.TicksPerMillisecond % 1_000_000_000);
for (var i = 0; i < args.Length; i += 2)
{
    var value = args.ElementAtOrDefault(i + 1);
    var isNumber = int.TryParse(value, CultureInfo.InvariantCulture, out var number);
    switch (args[i])
    {
        case "--seed" when isNumber:
            seed = number;
            break;
        case "--cases" when isNumber:
            cases = number;
            break;
        case "--first" when isNumber:
            first = number;
            break;
        case "--replay" when isNumber:
            replay = number;
            break;
        case "--verb" when value is not null:
            verb = value;
            break;
        default:
            Console.Error.WriteLine("Use: [--seed N] [--first CASE] [--cases N] [--verb V] [--replay CASE]");
            return 2;
    }
}

Console.Error.WriteLine($"{Recipes.All.Count} kinds of cases, seed {seed}");
var clock = Stopwatch.StartNew();
using var suite = new Suite(seed, Console.WriteLine);
await suite.RunAsync(replay is { } one ? [one] : Enumerable.Range(first, cases).Where(n => verb is null || Suite.RecipeOf(n).Verb == verb));
foreach (var (seconds, name) in suite.Longest.OrderByDescending(l => l.Seconds).Take(5))
{
    Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds:F1} s: {name}"));
}

Console.Error.WriteLine(string.Create(
    CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds:F0} s, {suite.OwnProcesses} cases in a process of their own"));
Console.WriteLine($"{suite.Cases} cases, {suite.Faults} faults, seed {seed}");
return suite.Faults > 0 ? 1 : 0;
