using System.Text;
using System.Text.RegularExpressions;
using Riveg.Evaluation.Datasets;
using Riveg.Posts;

namespace Riveg.Sentences;

/// <summary>Draws sentences by putting names into templates.</summary>
public static partial class SentenceDrawing
{
    private const int Seed = 7;
    private static readonly string[] Possessives = ["his", "her"];

    /// <summary>Draws from the lists beside the program.</summary>
    /// <param name="times">How often each template is drawn.</param>
    /// <param name="avoided">Posts whose names, and their words, are not drawn.</param>
    public static IEnumerable<GoldPost> Draw(int times, IEnumerable<GoldPost> avoided)
    {
        var lists = Path.Combine(AppContext.BaseDirectory, "lists");
        var names = NameSlots.Read(Path.Combine(lists, "names.txt"), Path.Combine(lists, "brands.txt"), avoided);
        return Draw(File.ReadLines(Path.Combine(lists, "templates.txt")), names, times);
    }

    /// <summary>Draws sentences: each template so many times, one without a slot once.</summary>
    /// <param name="lines">Templates; a line with <c>#</c> is a remark.</param>
    /// <param name="names">What stands in the slots.</param>
    /// <param name="times">How often each template is drawn.</param>
    internal static IEnumerable<GoldPost> Draw(IEnumerable<string> lines, NameSlots names, int times)
    {
        var random = new Random(Seed);
        var id = 0;
        foreach (var template in lines.Where(l => l.Length > 0 && l[0] != '#'))
        {
            for (var i = 0; i < (template.Contains('{', StringComparison.Ordinal) ? times : 1); i++)
            {
                yield return DrawOne(FormattableString.Invariant($"s{id++}"), template, names, random);
            }
        }
    }

    private static GoldPost DrawOne(string id, string template, NameSlots names, Random random)
    {
        var text = new StringBuilder();
        var entities = new List<GoldEntity>();
        var read = 0;
        foreach (Match slot in Slots().Matches(template))
        {
            text.Append(template, read, slot.Index - read);
            read = slot.Index + slot.Length;
            var kind = slot.Groups[1].Value;
            if (kind == "poss")
            {
                text.Append(Possessives[random.Next(Possessives.Length)]);
                continue;
            }

            var type = NameSlots.TypeOf(kind);
            var title = type == EntityType.Person ? Titles().Match(text.ToString()) : Match.Empty;
            var start = title.Success ? title.Index : text.Length;
            text.Append(names.Draw(kind, random));
            entities.Add(new GoldEntity { Span = new TextSpan(start, text.Length), Type = type });
        }

        text.Append(template, read, template.Length - read);
        return new GoldPost { Post = new Post { Id = id, Text = text.ToString() }, Entities = entities };
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Slots();

    // The data sets take a title with the name.
    [GeneratedRegex(
        @"(Uncle|Aunt|Captain|Coach|Sergeant|Officer|Doctor|Dr\.|Mr\.|Mrs\.|Miss|Father|Sister|Professor|Mayor|Lieutenant|Brother|Judge"
            + @"|Nurse|King|Grandpa|Grandma|Great-grandmother) $")]
    private static partial Regex Titles();
}
