using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Riveg.Onnx.Tokenization;

/// <summary>
/// A <c>tokenizer.json</c> with a Unigram model, as Hugging Face's library tokenizers writes it: how text is changed, cut into words and
/// these into pieces. What is not understood is refused. Thread-safe.
/// </summary>
internal sealed class TokenizerJson
{
    private static readonly TimeSpan PatternLimit = TimeSpan.FromSeconds(10);

    // Those of published ones are fewer than ten.
    private const int MostSteps = 32;

    private readonly Func<AlignedText, AlignedText> normalize;
    private readonly Func<AlignedText, IEnumerable<AlignedText>> split;
    private readonly UnigramModel model;
    private int steps;

    private TokenizerJson(JsonElement root)
    {
        normalize = Normalizer(Member(root, "normalizer"));
        split = Splitter(Member(root, "pre_tokenizer"));
        var specials = Specials(root);
        (model, UnknownId, BeginId, EndId) = Model(Member(root, "model"), specials);
    }

    public int BeginId { get; }

    public int EndId { get; }

    public int UnknownId { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or has something that is not understood; the message says what.</exception>
    public static TokenizerJson Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(TokenizerFile.Text(path));
            return new TokenizerJson(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException
            or NotSupportedException or KeyNotFoundException or OverflowException or InvalidDataException)
        {
            throw new InvalidDataException(
                $"{path} cannot be used as XLM-R's tokenizer: {e.Message.TrimEnd('.')}; "
                + "use the published one, or sentencepiece.bpe.model without it.",
                e);
        }
    }

    /// <summary>A text's pieces.</summary>
    public List<Subword> Encode(string text)
    {
        var pieces = new List<Subword>();
        foreach (var word in split(normalize(AlignedText.Of(text))))
        {
            model.Encode(word, pieces);
        }

        return pieces;
    }

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    private static string Type(JsonElement step) => Member(step, "type")?.GetString() ?? "";

    private static bool Flag(JsonElement step, string name, bool otherwise) => Member(step, name)?.GetBoolean() ?? otherwise;

    private Func<AlignedText, AlignedText> Normalizer(JsonElement? step)
    {
        if (step is not { } given)
        {
            return t => t;
        }

        CountStep();
        switch (Type(given))
        {
            case "Sequence":
                Func<AlignedText, AlignedText>[] parts = [.. given.GetProperty("normalizers").EnumerateArray().Select(n => Normalizer(n))];
                return t => parts.Aggregate(t, (text, next) => next(text));
            case "Precompiled":
                var map = CharacterMap.Read(Convert.FromBase64String(given.GetProperty("precompiled_charsmap").GetString() ?? ""));
                return map is null ? t => t : t => ChangedText.Mapped(t, map);
            case "Replace":
                return Replacing(given);
            case "Strip":
                var (left, right) = (Flag(given, "strip_left", true), Flag(given, "strip_right", true));
                return t => ChangedText.Stripped(t, left, right);
            case "Prepend":
                var prefix = given.GetProperty("prepend").GetString()!;
                return t => ChangedText.Prefixed(t, prefix);
            case var other:
                throw new NotSupportedException($"its normalizer \"{other}\" is none that is understood.");
        }
    }

    private void CountStep()
    {
        if (++steps > MostSteps)
        {
            throw new NotSupportedException($"it has more than {MostSteps} steps.");
        }
    }

    private static Func<AlignedText, AlignedText> Replacing(JsonElement step)
    {
        var pattern = step.GetProperty("pattern");
        var content = step.GetProperty("content").GetString()!;
        var expression = Member(pattern, "Regex")?.GetString()
            ?? Regex.Escape(pattern.GetProperty("String").GetString() is { Length: > 0 } plain
                ? plain
                : throw new NotSupportedException("it replaces nothing by something."));
        var regex = new Regex(expression, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, PatternLimit);
        return t => ChangedText.Replaced(t, regex.Matches(t.Text).Select(m => (m.Index, m.Length)), content);
    }

    private Func<AlignedText, IEnumerable<AlignedText>> Splitter(JsonElement? step)
    {
        if (step is not { } given)
        {
            return t => [t];
        }

        CountStep();
        switch (Type(given))
        {
            case "Sequence":
                Func<AlignedText, IEnumerable<AlignedText>>[] parts =
                    [.. given.GetProperty("pretokenizers").EnumerateArray().Select(n => Splitter(n))];
                return t => parts.Aggregate<Func<AlignedText, IEnumerable<AlignedText>>, IEnumerable<AlignedText>>(
                    [t], (texts, next) => texts.SelectMany(next));
            case "WhitespaceSplit":
                return ChangedText.Words;
            case "Metaspace":
                return Metaspace(given);
            case var other:
                throw new NotSupportedException($"its pre-tokenizer \"{other}\" is none that is understood.");
        }
    }

    private static Func<AlignedText, IEnumerable<AlignedText>> Metaspace(JsonElement step)
    {
        var mark = step.GetProperty("replacement").GetString() is { Length: 1 } one
            ? one
            : throw new NotSupportedException("its Metaspace writes spaces as something else than one character.");
        var scheme = Member(step, "prepend_scheme")?.GetString() ?? (Flag(step, "add_prefix_space", true) ? "always" : "never");
        var cuts = Flag(step, "split", true);
        if (scheme is not ("always" or "first" or "never"))
        {
            throw new NotSupportedException($"its prepend_scheme \"{scheme}\" is none that is understood.");
        }

        return given =>
        {
            var text = ChangedText.Replaced(given, Spaces(given.Text), mark);
            if (text.Text.Length > 0 && text.Text[0] != mark[0]
                && (scheme == "always" || (scheme == "first" && text.Place(0, 1).Start == 0)))
            {
                text = ChangedText.Prefixed(text, mark);
            }

            return cuts ? ChangedText.BeforeEach(text, mark[0]) : [text];
        };
    }

    private static IEnumerable<(int Start, int Length)> Spaces(string text)
    {
        for (var at = text.IndexOf(' '); at >= 0; at = text.IndexOf(' ', at + 1))
        {
            yield return (at, 1);
        }
    }

    // What stands for no text must not be made by one: a post that says "</s>" does not end.
    private static HashSet<string> Specials(JsonElement root)
    {
        HashSet<string> specials = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"];
        foreach (var token in Member(root, "added_tokens")?.EnumerateArray() ?? default)
        {
            var content = token.GetProperty("content").GetString()!;
            if (!Flag(token, "special", false) && !specials.Contains(content))
            {
                throw new NotSupportedException($"its added token \"{content}\" is none that is understood.");
            }

            specials.Add(content);
        }

        return specials;
    }

    private static (UnigramModel Model, int Unknown, int Begin, int End) Model(JsonElement? element, HashSet<string> specials)
    {
        if (element is not { } given || Type(given) is not ("Unigram" or ""))
        {
            throw new NotSupportedException(
                $"its model is \"{(element is { } e ? Type(e) : "")}\"; wanted is \"Unigram\", or BERT's vocab.txt.");
        }

        var all = new Dictionary<string, (int Id, double Score)>();
        var lowest = double.PositiveInfinity;
        var count = 0;
        foreach (var piece in given.GetProperty("vocab").EnumerateArray())
        {
            if (piece.ValueKind != JsonValueKind.Array || piece.GetArrayLength() != 2)
            {
                throw new InvalidDataException("its vocabulary is no list of pieces with their scores.");
            }

            var score = piece[1].GetDouble();
            lowest = Math.Min(lowest, score);
            all[piece[0].GetString()!] = (count++, score);
        }

        var unknown = given.GetProperty("unk_id").GetInt32();
        var bytes = Flag(given, "byte_fallback", false) ? Bytes(all) : null;
        var pieces = all.Where(p => !specials.Contains(p.Key)).ToDictionary(p => p.Key, p => p.Value);
        return unknown >= 0 && unknown < count
            ? (new UnigramModel(pieces, lowest, unknown, isSingle: false, bytes), unknown, Id("<s>"), Id("</s>"))
            : throw new InvalidDataException($"its unk_id is {unknown}, its vocabulary has {count} pieces.");

        int Id(string special) => all.TryGetValue(special, out var piece)
            ? piece.Id
            : throw new InvalidDataException($"its vocabulary has no {special}.");
    }

    private static int[]? Bytes(Dictionary<string, (int Id, double Score)> pieces)
    {
        var ids = new int[256];
        for (var value = 0; value < ids.Length; value++)
        {
            if (!pieces.TryGetValue(string.Create(CultureInfo.InvariantCulture, $"<0x{value:X2}>"), out var piece))
            {
                return null;
            }

            ids[value] = piece.Id;
        }

        return ids;
    }
}
