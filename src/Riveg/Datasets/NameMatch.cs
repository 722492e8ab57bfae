using System.Net;

namespace Riveg.Datasets;

/// <summary>Finds the entities that an annotated name means. Boxes belong to a name, so two mentions of one name share them; v1's names do not always equal the text.</summary>
internal static class NameMatch
{
    /// <summary>The indices of the post's entities whose surface is the name: to the letter, or else but for case, white space and HTML entities.</summary>
    public static IReadOnlyList<int> Find(GoldPost post, string name)
    {
        var exact = Indices(post, surface => surface == name);
        return exact.Count > 0 ? exact : Indices(post, surface => Normalize(surface) == Normalize(name));
    }

    private static List<int> Indices(GoldPost post, Predicate<string> isMeant) =>
        [.. Enumerable.Range(0, post.Entities.Count).Where(i => isMeant(post.Entities[i].Span.Of(post.Post.Text)))];

    private static string Normalize(string name) =>
        string.Concat(WebUtility.HtmlDecode(name.Replace("&amp", "&", StringComparison.Ordinal).Replace("&;", "&", StringComparison.Ordinal)).Where(c => !char.IsWhiteSpace(c))).ToLowerInvariant();
}
