namespace Riveg.LanguageModels.Probes;

/// <summary>Which of the names that a service lists was meant.</summary>
internal static class NearestName
{
    /// <summary>The nearest name; null where none is near.</summary>
    public static string? Find(string given, IReadOnlyList<string> names)
    {
        var wanted = Plain(given);
        return names.FirstOrDefault(n => Plain(n) == wanted)
            ?? names.Where(n => Plain(n).Contains(wanted, StringComparison.Ordinal) || wanted.Contains(Plain(n), StringComparison.Ordinal))
                .OrderBy(n => Math.Abs(n.Length - given.Length))
                .FirstOrDefault()
            ?? names.Select(n => (Name: n, Distance: Distance(wanted, Plain(n))))
                .Where(n => n.Distance <= Math.Max(2, wanted.Length / 3))
                .OrderBy(n => n.Distance)
                .FirstOrDefault().Name;
    }

    /// <summary>Whether a service that lists a name so knows it under the other: Google lists "models/" before it, Ollama a tag behind
    /// it.</summary>
    public static bool IsSame(string given, string listed) =>
        string.Equals(given, listed, StringComparison.OrdinalIgnoreCase)
        || string.Equals($"models/{given}", listed, StringComparison.OrdinalIgnoreCase)
        || string.Equals($"{given}:latest", listed, StringComparison.OrdinalIgnoreCase);

    private static string Plain(string name) =>
        string.Concat((name.StartsWith("models/", StringComparison.Ordinal) ? name["models/".Length..] : name)
            .Where(char.IsLetterOrDigit)).ToLowerInvariant();

    // Levenshtein's.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j - 1], row[j]) + 1);
            }
        }

        return row[b.Length];
    }
}
