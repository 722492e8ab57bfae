using System.Text.RegularExpressions;
using Riveg.Evaluation.Datasets;
using Riveg.Posts;

namespace Riveg.Sentences;

/// <summary>The names that may stand in each slot of a template, and the type that such a name is marked with.</summary>
internal sealed partial class NameSlots
{
    private const int ShortestProduct = 3;

    private readonly Dictionary<string, string[]> names;

    private NameSlots(Dictionary<string, string[]> names) => this.names = names;

    /// <summary>Reads the lists, without the names that posts have.</summary>
    /// <param name="namesFile"><c>kind: name, name ...</c> lines.</param>
    /// <param name="brandsFile">The same of what a maker makes: <c>a maker of cars: ...</c>, <c>a car: ...</c>.</param>
    /// <param name="avoided">Posts whose names, and their words, are left out.</param>
    public static NameSlots Read(string namesFile, string brandsFile, IEnumerable<GoldPost> avoided)
    {
        var taken = avoided
            .SelectMany(p => p.Entities.Select(e => e.Span.Of(p.Post.Text)))
            .SelectMany(n => n.Split(' ').Append(n))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var lists = Lists(namesFile).ToDictionary(l => l.Kind, l => l.Names.Where(n => !taken.Contains(n)).ToList());
        var (makers, products) = (new List<string>(), new List<string>());
        foreach (var (kind, all) in Lists(brandsFile))
        {
            var list = Firms().IsMatch(kind) ? lists["group"] : Makers().IsMatch(kind) ? makers : products;
            list.AddRange(all.Where(n => !taken.Contains(n) && (list != products || n.Length >= ShortestProduct)));
        }

        return new NameSlots(new Dictionary<string, string[]>
        {
            ["F"] = [.. lists["first name"]],
            ["S"] = [.. lists["surname"]],
            ["A"] = [.. lists["animal"]],
            ["L"] = [.. lists["place"]],
            ["G"] = [.. lists["group"]],
            ["W"] = [.. lists["work"]],
            ["B"] = [.. makers],
            ["O"] = [.. products],
        });
    }

    /// <summary>The type of the names of a slot.</summary>
    public static EntityType TypeOf(string slot) => slot switch
    {
        "F" or "P" => EntityType.Person,
        "L" => EntityType.Location,
        "B" or "G" => EntityType.Organization,
        _ => EntityType.Other,
    };

    /// <summary>Draws a name; a person has a surname, with a first name or without, and one animal in four a person's first name.</summary>
    public string Draw(string slot, Random random) => slot switch
    {
        "P" => random.Next(2) == 0 ? One("S", random) : $"{One("F", random)} {One("S", random)}",
        "A" => One(random.Next(4) == 0 ? "F" : "A", random),
        _ => One(slot, random),
    };

    private string One(string slot, Random random) => names[slot][random.Next(names[slot].Length)];

    private static IEnumerable<(string Kind, string[] Names)> Lists(string file) =>
        from line in File.ReadLines(file)
        where line.Length > 0 && line[0] != '#'
        let colon = line.IndexOf(':', StringComparison.Ordinal)
        select (line[..colon], line[(colon + 1)..].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    [GeneratedRegex("^an? (publisher|streaming|social|software|bank$|phone operator|news)")]
    private static partial Regex Firms();

    [GeneratedRegex("maker|brand|chain|company|line|brewery|distillery|winery|railway|bakery|shop")]
    private static partial Regex Makers();
}
