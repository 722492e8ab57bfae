using System.Text.Json;

namespace Riveg.Service;

/// <summary>
/// Reads the fields of a JSON object by their names and kinds. What nobody reads, and what is of another kind, is a fault; null is as if
/// the field were not there.
/// </summary>
internal sealed class JsonFields
{
    private const int LongestName = 60;

    // Twenty megabytes of fields that nobody reads are three million faults, and an answer of a gigabyte.
    private const int MostFaults = 20;

    private readonly Dictionary<string, JsonElement> given = new(StringComparer.Ordinal);
    private readonly string prefix;
    private readonly List<PostFault> faults;

    /// <param name="fields">What was sent.</param>
    /// <param name="prefix">Stands before the names in faults, such as <c>image.</c>; empty for none.</param>
    /// <param name="faults">Gets what is wrong.</param>
    /// <param name="known">The names that are read.</param>
    public JsonFields(
        IEnumerable<KeyValuePair<string, JsonElement>> fields, string prefix, List<PostFault> faults, IReadOnlyList<string> known)
    {
        this.prefix = prefix;
        this.faults = faults;
        foreach (var (name, value) in fields)
        {
            if (faults.Count >= MostFaults)
            {
                Add(Visible(name), "what stands from here on was not looked at.");
                break;
            }

            if (!known.Contains(name))
            {
                faults.Add(Unknown(prefix + Visible(name), known));
            }
            else if (!given.TryAdd(name, value))
            {
                Add(name, "it stands there twice.");
            }
        }

        foreach (var name in given.Where(f => f.Value.ValueKind == JsonValueKind.Null).Select(f => f.Key).ToList())
        {
            given.Remove(name);
        }
    }

    /// <summary>The fields of an object, each as often as it stands there.</summary>
    public static IEnumerable<KeyValuePair<string, JsonElement>> Of(JsonElement element) =>
        element.EnumerateObject().Select(f => KeyValuePair.Create(f.Name, f.Value));

    /// <summary>Says that something is wrong with a field.</summary>
    public void Add(string name, string message) => faults.Add(new PostFault(prefix + name, message));

    /// <summary>The value of a field; null where it is not there.</summary>
    public JsonElement? Find(string name) => given.TryGetValue(name, out var value) ? value : null;

    /// <summary>A string; null where there is none.</summary>
    public string? String(string name) => LongString(name)?.GetString();

    /// <summary>A string as it lies in what was sent, which may be the most of it; null where there is none.</summary>
    public JsonElement? LongString(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            return value;
        }

        Add(name, "it is a string.");
        return null;
    }

    /// <summary>A string that has to be there; empty where it is not.</summary>
    /// <param name="name">The field.</param>
    /// <param name="what">What is to be given: <c>the post's text</c>.</param>
    public string Required(string name, string what)
    {
        if (Find(name) is null)
        {
            Add(name, $"it is missing; give {what}.");
        }

        return String(name) ?? string.Empty;
    }

    /// <summary>One of some words; null where there is none.</summary>
    public string? Word(string name, params IReadOnlyList<string> words)
    {
        var word = String(name);
        if (word is null || words.Contains(word))
        {
            return word;
        }

        Add(name, words.Count == 2 ? $"it is {words[0]} or {words[1]}." : $"it is one of {string.Join(", ", words)}.");
        return null;
    }

    /// <summary>True or false; null where there is neither.</summary>
    public bool? Boolean(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        Add(name, "it is true or false.");
        return null;
    }

    /// <summary>A number in a range; null where there is none.</summary>
    public double? Number(string name, double least, double most)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= least && number <= most)
        {
            return number;
        }

        Add(name, FormattableString.Invariant($"it is a number, {least} to {most}."));
        return null;
    }

    /// <summary>A whole number in a range; null where there is none.</summary>
    public int? Integer(string name, int least, int most)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most)
        {
            return number;
        }

        Add(name, $"it is a whole number, {least} to {most}.");
        return null;
    }

    /// <summary>A list of strings; empty where there is none.</summary>
    public IReadOnlyList<string> Strings(string name)
    {
        if (Find(name) is not { } value)
        {
            return [];
        }

        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(c => c.ValueKind == JsonValueKind.String))
        {
            return [.. value.EnumerateArray().Select(c => c.GetString()!)];
        }

        Add(name, "it is a list of strings.");
        return [];
    }

    /// <summary>A field that nobody reads.</summary>
    /// <param name="name">As it may be shown.</param>
    /// <param name="known">The names that are read.</param>
    public static PostFault Unknown(string name, IReadOnlyList<string> known) =>
        new(name, $"there is no such field; there are {string.Join(", ", known)}.");

    /// <summary>A stranger's name of a field as it may be shown: short, and without what is not seen.</summary>
    public static string Visible(string name) =>
        string.Concat(name.Take(LongestName).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
}
