using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Riveg.Faults;
using Riveg.Posts;

namespace Riveg.LanguageModels.Examples;

/// <summary>The annotated examples at hand. Immutable.</summary>
/// <param name="Examples">In the file's order.</param>
public sealed partial record AnnotatedExamplePool(IReadOnlyList<AnnotatedExample> Examples)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Reads JSON lines <c>{"id","text","caption","answer"}</c>.</summary>
    /// <exception cref="ExampleException">A line is not of that form, or an id stands twice.</exception>
    public static AnnotatedExamplePool ReadJsonLines(string path)
    {
        var examples = new List<AnnotatedExample>();
        foreach (var (line, number) in Lines(path))
        {
            try
            {
                examples.Add(JsonSerializer.Deserialize<AnnotatedExample>(
                    line, Json) is { Id: not null, Text: not null, Answer: not null } example
                    ? example
                    : throw new ExampleException($"{path}:{number}: an example needs \"id\", \"text\" and \"answer\"."));
            }
            catch (JsonException exception)
            {
                throw new ExampleException(
                    $"{path}:{number}: not an example in JSON: {exception.Message.ReplaceLineEndings(" ")}", exception);
            }
        }

        return Checked(path, examples);
    }

    /// <summary>
    /// Reads the authors' form: a line with the post's id, then a line with the annotation. Text and caption come from the post of that id.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="posts">The posts of the data set that the examples were taken from; examples whose post is not among them are left
    /// out.</param>
    /// <exception cref="ExampleException">The file is not of that form.</exception>
    public static AnnotatedExamplePool ReadAuthorsForm(string path, IEnumerable<Post> posts)
    {
        ArgumentNullException.ThrowIfNull(posts);
        var known = new Dictionary<string, Post>();
        foreach (var post in posts)
        {
            known.TryAdd(post.Id, post);
        }

        var examples = new List<AnnotatedExample>();
        (string Line, int Number)? id = null;
        foreach (var (line, number) in Lines(path))
        {
            if (id is null)
            {
                id = line.Any(char.IsWhiteSpace)
                    ? throw new ExampleException($"{path}:{number}: a post's id was expected before its annotation.")
                    : (line, number);
                continue;
            }

            if (known.TryGetValue(id.Value.Line, out var post))
            {
                examples.Add(new AnnotatedExample(post.Id, post.Text, post.Captions.Count > 0 ? post.Captions[0] : null, line));
            }

            id = null;
        }

        return id is { } lone
            ? throw new ExampleException($"{path}:{lone.Number}: the id {lone.Line} has no annotation.")
            : Checked(path, examples);
    }

    /// <summary>
    /// The pool without the examples that belong to given posts, by id or by text (letters and digits compared, in lower case, without
    /// addresses).
    /// </summary>
    /// <param name="posts">The data under evaluation.</param>
    /// <param name="refused">The examples that were taken out.</param>
    public AnnotatedExamplePool Without(IEnumerable<Post> posts, out IReadOnlyList<AnnotatedExample> refused)
    {
        ArgumentNullException.ThrowIfNull(posts);
        var ids = new HashSet<string>();
        var texts = new HashSet<string>();
        foreach (var post in posts)
        {
            ids.Add(post.Id);
            texts.Add(Normalize(post.Text));
        }

        refused = [.. Examples.Where(e => ids.Contains(e.Id) || texts.Contains(Normalize(e.Text)))];
        return new AnnotatedExamplePool([.. Examples.Except(refused)]);
    }

    /// <summary>Whether an example is of this very post, by id or by text.</summary>
    internal static bool IsOf(AnnotatedExample example, Post post) =>
        example.Id == post.Id || Normalize(example.Text) == Normalize(post.Text);

    // Data sets write one post in several ways: cut into words, with or without its addresses, with marks as HTML writes them.
    private static string Normalize(string text)
    {
        var whole = string.Concat(Addresses().Replace(WebUtility.HtmlDecode(text), " ").EnumerateRunes());
        var letters = string.Concat(
            whole.Normalize(NormalizationForm.FormKC).Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant));
        return letters.Length > 0 ? letters : text.Trim();
    }

    [GeneratedRegex(@"https?://\S+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Addresses();

    private static IEnumerable<(string Line, int Number)> Lines(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ExampleException($"The examples {path} cannot be read: {exception.Message}", exception);
        }

        return lines.Select((line, index) => (Line: line.Trim().TrimStart('\uFEFF'), index + 1)).Where(l => l.Line.Length > 0);
    }

    // The authors' files repeat some examples word for word; a different annotation of one post is a fault.
    private static AnnotatedExamplePool Checked(string path, List<AnnotatedExample> examples)
    {
        var distinct = examples.Distinct().ToList();
        var twice = distinct.GroupBy(e => e.Id).FirstOrDefault(g => g.Count() > 1);
        return twice is null
            ? new AnnotatedExamplePool(distinct)
            : throw new ExampleException($"{path}: the post {twice.Key} has two different annotations.");
    }
}

/// <summary>A file of annotated examples is wrong; the message is one line.</summary>
public sealed class ExampleException : RivegException
{
    /// <summary>Makes the exception.</summary>
    public ExampleException(string message, Exception? innerException = null)
        : base(FaultKind.WrongInput, message, innerException)
    {
    }
}
