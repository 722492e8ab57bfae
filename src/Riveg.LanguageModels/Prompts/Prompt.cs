using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Riveg.Faults;

namespace Riveg.LanguageModels.Prompts;

/// <summary>
/// A prompt file: header lines <c># name:</c> and <c># version:</c>, then the sections <c>[system]</c>, <c>[user]</c> and, where examples
/// are shown,
/// <c>[example]</c>, with <c>{{placeholders}}</c>. Immutable.
/// </summary>
public sealed partial class Prompt
{
    // Values that are written here and not by a post: what is foreign in them has been made harmless before.
    private static readonly string[] Ours = ["form", "examples"];

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Dictionary<string, string> sections;

    private Prompt(string name, string version, string sha256, Dictionary<string, string> sections)
    {
        Name = name;
        Version = version;
        Sha256 = sha256;
        this.sections = sections;
    }

    /// <summary>The prompt's name, such as <c>knowledge</c>.</summary>
    public string Name { get; }

    /// <summary>The version that its header states.</summary>
    public string Version { get; }

    /// <summary>SHA-256 of the file's text with line ends <c>\n</c>, in lower-case hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>
    /// The project's own prompt: <c>knowledge</c>, <c>expansion</c>, <c>caption</c>, <c>entailment</c> or <c>grounding</c>.
    /// </summary>
    public static Prompt BuiltIn(string name)
    {
        using var stream = typeof(Prompt).Assembly.GetManifestResourceStream($"Riveg.LanguageModels.Prompts.{name}.txt")
            ?? throw new ArgumentException($"There is no prompt \"{name}\".", nameof(name));
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd(), name);
    }

    /// <summary>Reads a prompt's file.</summary>
    /// <exception cref="PromptException">It cannot be read or is no prompt.</exception>
    public static Prompt Load(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PromptException($"The prompt {path} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Reads a prompt's text.</summary>
    /// <param name="text">The text of the file.</param>
    /// <param name="source">Names it in messages.</param>
    /// <exception cref="PromptException">It is no prompt.</exception>
    public static Prompt Parse(string text, string source)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = text.ReplaceLineEndings("\n");
        string Header(string name) =>
            Regex.Match(text, $@"\A(?:#.*\n)*?# {name}: *(\S+)", RegexOptions.None, TimeSpan.FromSeconds(1)) is { Success: true } match
            ? match.Groups[1].Value
            : throw new PromptException($"The prompt {source} has no line \"# {name}: ...\" at its head.");
        var found = new Dictionary<string, string>();
        var parts = SectionLine().Split(text);
        for (var i = 1; i + 1 < parts.Length; i += 2)
        {
            found[parts[i]] = parts[i + 1];
        }

        return found.ContainsKey("system") && found.ContainsKey("user")
            ? new Prompt(Header("name"), Header("version"), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))), found)
            : throw new PromptException($"The prompt {source} needs the sections [system] and [user].");
    }

    /// <summary>
    /// Fills a section in. All placeholders are filled in one pass, so nothing inside a value is ever taken for a placeholder; and no value
    /// but <c>form</c> and <c>examples</c>, which are the program's own, holds a mark of chat templates (<c>&lt;|im_end|&gt;</c>,
    /// <c>[INST]</c>, ...): its first character stands as <c>\u003c</c>.
    /// </summary>
    /// <exception cref="PromptException">The section or a placeholder's value is missing.</exception>
    public string Fill(string section, IReadOnlyDictionary<string, string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var template = sections.TryGetValue(section, out var found)
            ? found
            : throw new PromptException($"The prompt \"{Name}\" has no section [{section}].");
        return Placeholder().Replace(section == "example"
            ? template
            : template.Trim('\n'), match => values.TryGetValue(match.Groups[1].Value, out var value)
            ? Ours.Contains(match.Groups[1].Value) ? value : TemplateMarks.Escape(value)
            : throw new PromptException(
                $"The prompt \"{Name}\" asks for {match.Value} in [{section}]; "
                + $"there are {string.Join(", ", values.Keys.Order(StringComparer.Ordinal))}."));
    }

    /// <summary>
    /// Foreign text as data: a JSON string on one line, so that a post can neither end its quotation nor begin a line of the prompt, nor,
    /// by a chat template's marks, a turn or a picture. It decodes to the same text.
    /// </summary>
    public static string Quote(string? text) => TemplateMarks.Escape(JsonSerializer
        .Serialize(text ?? string.Empty, Readable)
        .Replace("\u2028", "\\u2028", StringComparison.Ordinal)
        .Replace("\u2029", "\\u2029", StringComparison.Ordinal));

    /// <summary>
    /// Foreign text inside marks of a template, where no quotation marks stand: what is between those of <see cref="Quote"/>.
    /// </summary>
    internal static string Phrase(string text) => Quote(text)[1..^1];

    [GeneratedRegex(@"^\[([a-z]+)\]\n", RegexOptions.Multiline)]
    private static partial Regex SectionLine();

    [GeneratedRegex(@"\{\{([a-z]+)\}\}")]
    private static partial Regex Placeholder();
}

/// <summary>A prompt's file is wrong; the message is one line.</summary>
public sealed class PromptException : RivegException
{
    /// <summary>Makes the exception.</summary>
    public PromptException(string message, Exception? innerException = null)
        : base(FaultKind.WrongInput, message, innerException)
    {
    }
}
