using Riveg.Evaluation.Datasets;
using Riveg.Evidence;

namespace Riveg.Lexicon.Lists;

/// <summary>What the lexicons say of the names of a data set.</summary>
internal static class NamesOfPosts
{
    /// <summary>
    /// Writes a row for each name: the post, the name, its type, whether it is in the picture, the classes that the knowledge's phrase
    /// means (and the phrase), the classes without knowledge (and the likeliest phrase).
    /// </summary>
    public static void Show(string dataset, string split, string knowledge, TextWriter output)
    {
        var posts = DatasetReference.Parse(dataset).ReadSplit(split, new DatasetReadOptions { KnowledgeFiles = [knowledge] }).Posts;
        foreach (var gold in posts)
        {
            var known = AuxiliaryKnowledge.Parse(gold.Post.AuxiliaryKnowledge);
            foreach (var entity in gold.Entities)
            {
                var name = entity.Span.Of(gold.Post.Text);
                var phrase = KnowledgePhrase.Of(known, name);
                var reading = ClassLexicon.Default.Read(phrase);
                var blind = NameLexicon.Read(gold.Post.Text, entity.Span, entity.Type);
                output.WriteLine(string.Join('\t',
                    gold.Post.Id, name, entity.Type, entity.IsGroundable ? "in" : "out", Classes(reading.Classes), phrase,
                    Classes(NameLexicon.Classes(blind)), blind is [var first, ..] ? $"{first.Phrase} {first.Probability:0.00}" : "-"));
            }
        }
    }

    private static string Classes(IReadOnlyList<ClassMatch> classes) =>
        classes.Count == 0 ? "-" : string.Join(", ", classes.Take(4).Select(c => $"{c.Label} {c.Weight:0.00}"));
}
