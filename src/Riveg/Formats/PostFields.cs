namespace Riveg.Formats;

/// <summary>Remembers which fields of posts are not read, and tells what the nearly right ones should be called.</summary>
/// <param name="warn">Told a line; null for nobody.</param>
/// <param name="known">Fields that somebody else reads.</param>
internal sealed class PostFields(Action<string>? warn, params IReadOnlyCollection<string> known)
{
    private const int MostNames = 20;

    // What other tools call the same things, without case, underscores and hyphens.
    private static readonly Dictionary<string, string[]> Others = new()
    {
        ["id"] = ["id", "ids", "postid", "tweetid", "uid", "imgid", "sampleid", "docid", "idstr"],
        ["text"] = [
            "text", "texts", "tweet", "content", "sentence", "sentences", "post", "message", "msg", "body", "fulltext", "rawtext",
            "tweettext"
        ],
        ["image"] =
        [
            "image", "images", "imagepath", "imagefile", "imagename", "imageid", "imageurl", "filename", "file", "filepath", "path", "img",
            "imgs", "imgpath", "imgname", "imgurl",
            "picture", "pictures", "picturepath", "photo", "photos", "pic", "media", "mediaurl", "url",
        ],
        ["captions"] = ["captions", "caption", "imagecaption", "imagecaptions", "imgcaption", "blipcaption"],
        ["knowledge"] = ["knowledge", "auxiliaryknowledge", "auxknowledge", "chatgpt", "gpt"],
        ["tokens"] = ["tokens", "token", "words", "tokenspans"],
    };

    private static readonly Dictionary<string, string> Meant = Others.SelectMany(o => o.Value.Select(v => (Name: v, Field: o.Key)))
        .ToDictionary(n => n.Name, n => n.Field);

    private readonly HashSet<string> seen = [];
    private readonly List<string> unknown = [];

    /// <summary>Takes note of a field that is not read.</summary>
    /// <param name="name">As it stands in the post.</param>
    /// <param name="location">Where it was met.</param>
    public void Add(string name, string location)
    {
        if (known.Contains(name) || !seen.Add(name))
        {
            return;
        }

        if (Meaning(name) is { } field)
        {
            warn?.Invoke($"{location}: the field \"{Visible(name)}\" is not read; {Help(field)}.");
        }
        else
        {
            unknown.Add(Visible(name));
        }
    }

    /// <summary>Tells of the fields that are like no right one.</summary>
    public void Complete(string sourceName)
    {
        if (unknown.Count > 0)
        {
            var more = unknown.Count > MostNames ? $" and {unknown.Count - MostNames} more" : string.Empty;
            warn?.Invoke($"{sourceName}: fields that are not read: {string.Join(", ", unknown.Take(MostNames))}{more}.");
        }
    }

    /// <summary>The right field that a name is nearly, or null.</summary>
    public static string? Meaning(string name) =>
        Meant.GetValueOrDefault(name.Replace("_", string.Empty).Replace("-", string.Empty).Replace(" ", string.Empty).ToLowerInvariant());

    private static string Help(string field) => field switch
    {
        "image" => "a picture stands in \"image\":{\"path\":\"...\"}",
        "captions" => "captions stand in \"captions\":[\"...\"]",
        "tokens" => "tokens stand in \"tokens\":[[start,end],...]",
        _ => $"it may be meant for \"{field}\"",
    };

    private static string Visible(string name) => string.Concat(name.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
}
