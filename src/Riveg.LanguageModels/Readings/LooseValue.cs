using System.Globalization;
using System.Text;

namespace Riveg.LanguageModels.Readings;

/// <summary>
/// A value as a model writes it: JSON, a Python literal, or nearly so (single quotes, bare keys, units behind numbers, lists without
/// commas). Immutable.
/// </summary>
internal sealed class LooseValue
{
    private const int MaxDepth = 32;

    // Characters that are looked at in all: what opens and never closes would be read to its end from every place.
    private const long MostLooked = 4_000_000;

    private LooseValue()
    {
    }

    /// <summary>The items of a list; null where it is none.</summary>
    public IReadOnlyList<LooseValue>? Items { get; private init; }

    /// <summary>The members of an object; null where it is none.</summary>
    public IReadOnlyList<(string Key, LooseValue Value)>? Members { get; private init; }

    /// <summary>The text of a string or a bare word; null where it is none.</summary>
    public string? Text { get; private init; }

    /// <summary>The number, also of a string that is one; null where it is none.</summary>
    public double? Number { get; private init; }

    /// <summary>Whether the number stands before a percent sign.</summary>
    public bool IsPercent { get; private init; }

    /// <summary>What true and false say; null for all else.</summary>
    public bool? Truth { get; private init; }

    /// <summary>Whether it is null.</summary>
    public bool IsNull { get; private init; }

    /// <summary>The lists and objects of a text that stand in no other, in their order.</summary>
    /// <returns>Each with where it stands.</returns>
    public static IReadOnlyList<(LooseValue Value, int Start, int End)> FindAll(string text)
    {
        var found = new List<(LooseValue, int, int)>();
        long looked = 0;
        for (var i = 0; i < text.Length && looked < MostLooked; i++)
        {
            if (text[i] is not ('{' or '[' or '('))
            {
                continue;
            }

            var parser = new Parser(text, i);
            var value = parser.Read();
            looked += parser.Position - i;
            if (value is not null)
            {
                found.Add((value, i, parser.Position));
                i = parser.Position - 1;
            }
        }

        return found;
    }

    /// <summary>An object with members.</summary>
    public static LooseValue OfMembers(IReadOnlyList<(string Key, LooseValue Value)> members) => new() { Members = members };

    /// <summary>A number as it is written, with a unit behind it perhaps.</summary>
    public static LooseValue? ReadNumber(string text)
    {
        var parser = new Parser(text.Trim(), 0);
        return parser.TryNumber() is { } number && parser.IsAtEnd ? number : null;
    }

    private sealed class Parser(string text, int position)
    {
        private int at = position;

        public bool IsAtEnd => at == text.Length;

        public int Position => at;

        public LooseValue? Read() => ReadValue(0);

        public LooseValue? TryNumber()
        {
            var start = at;
            if (at < text.Length && text[at] is '-' or '+')
            {
                at++;
            }

            var digits = SkipDigits();
            if (at < text.Length - 1 && text[at] == '.' && char.IsAsciiDigit(text[at + 1]))
            {
                at++;
                digits += SkipDigits();
            }

            var exponent = at;
            if (digits > 0 && at < text.Length && text[at] is 'e' or 'E')
            {
                at++;
                if (at < text.Length && text[at] is '-' or '+')
                {
                    at++;
                }

                if (SkipDigits() == 0)
                {
                    at = exponent;
                }
            }

            if (digits == 0
                || !double.TryParse(text.AsSpan(start, at - start), NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            {
                at = start;
                return null;
            }

            return new LooseValue { Number = number, IsPercent = SkipUnit() };
        }

        private LooseValue? ReadValue(int depth)
        {
            SkipSpace();
            if (depth > MaxDepth || at >= text.Length)
            {
                return null;
            }

            return text[at] switch
            {
                '{' => ReadObject(depth),
                '[' => ReadList(']', depth),
                '(' => ReadList(')', depth),
                '"' or '\'' or '\u201C' or '\u2018' => OfString(ReadString()),
                _ => TryNumber() ?? ReadWord(),
            };
        }

        private LooseValue? ReadList(char close, int depth)
        {
            at++;
            var items = new List<LooseValue>();
            var rows = new List<LooseValue>();
            while (true)
            {
                SkipSpace(andCommas: true);
                if (at >= text.Length)
                {
                    return null;
                }

                // Between numbers it is a comma, between rows of them the end of a list.
                if (text[at] == ';')
                {
                    at++;
                    rows.Add(new LooseValue { Items = items });
                    items = [];
                    continue;
                }

                if (text[at] is ']' or ')')
                {
                    // A half-open interval is no box; the other bracket means the end of something else.
                    if (text[at] != close)
                    {
                        return null;
                    }

                    at++;
                    return rows.Count == 0 ? new LooseValue { Items = items } : OfRows([.. rows, new LooseValue { Items = items }]);
                }

                if (ReadValue(depth + 1) is not { } item)
                {
                    return null;
                }

                items.Add(item);
            }
        }

        private static LooseValue OfRows(List<LooseValue> rows)
        {
            rows.RemoveAll(r => r.Items!.Count == 0);
            return new LooseValue { Items = rows.TrueForAll(r => r.Items!.Count == 1) ? [.. rows.SelectMany(r => r.Items!)] : rows };
        }

        private LooseValue? ReadObject(int depth)
        {
            at++;
            var members = new List<(string, LooseValue)>();
            while (true)
            {
                SkipSpace(andCommas: true);
                while (at < text.Length && text[at] == ';')
                {
                    at++;
                    SkipSpace(andCommas: true);
                }

                if (at >= text.Length)
                {
                    return null;
                }

                if (text[at] == '}')
                {
                    at++;
                    return new LooseValue { Members = members };
                }

                if (ReadKey() is not { } key || ReadValue(depth + 1) is not { } value)
                {
                    return null;
                }

                members.Add((key, value));
            }
        }

        private string? ReadKey()
        {
            var key = text[at] is '"' or '\'' or '\u201C' or '\u2018' ? ReadString() : ReadBareKey();
            SkipSpace();
            if (key is null || at >= text.Length || text[at] is not (':' or '='))
            {
                return null;
            }

            at++;
            return key;
        }

        private string? ReadBareKey()
        {
            var start = at;
            while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '-' or ' ' or '.'))
            {
                at++;
            }

            return at > start ? text[start..at].Trim() : null;
        }

        private string? ReadString()
        {
            var close = text[at] switch { '\u201C' => '\u201D', '\u2018' => '\u2019', var same => same };
            var read = new StringBuilder();
            for (at++; at < text.Length; at++)
            {
                if (text[at] == '\\' && at + 1 < text.Length)
                {
                    read.Append(Escaped());
                }
                else if (text[at] == close && !IsApostrophe(close))
                {
                    at++;
                    return read.ToString();
                }
                else
                {
                    read.Append(text[at]);
                }
            }

            return null;
        }

        // {'1': 'the singer's hat'}
        private bool IsApostrophe(char close) =>
            close is '\'' or '\u2019' && at + 1 < text.Length && char.IsLetter(text[at + 1]) && at > 0 && char.IsLetter(text[at - 1]);

        private char Escaped()
        {
            at++;
            if (text[at] == 'u' && at + 4 < text.Length
                && ushort.TryParse(text.AsSpan(at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                at += 4;
                return (char)code;
            }

            return text[at] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', var other => other };
        }

        private static LooseValue? OfString(string? read) => read is null
            ? null
            : ReadNumber(read) is { Number: { } number } parsed
                ? new LooseValue { Text = read, Number = number, IsPercent = parsed.IsPercent }
                : new LooseValue { Text = read };

        private LooseValue? ReadWord()
        {
            var start = at;
            while (at < text.Length && text[at] is not (',' or ']' or ')' or '}' or '[' or '(' or '{' or '\n' or ':' or '='))
            {
                at++;
            }

            var word = text[start..at].Trim();
            return word.ToLowerInvariant() switch
            {
                "" => null,
                "true" => new LooseValue { Truth = true, Text = word },
                "false" => new LooseValue { Truth = false, Text = word },
                "null" or "none" or "nil" or "undefined" => new LooseValue { IsNull = true },
                _ => new LooseValue { Text = word },
            };
        }

        private int SkipDigits()
        {
            var start = at;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
            {
                at++;
            }

            return at - start;
        }

        private bool SkipUnit()
        {
            var start = at;
            while (at < text.Length && text[at] == ' ')
            {
                at++;
            }

            if (at < text.Length && text[at] == '%')
            {
                at++;
                return true;
            }

            foreach (var unit in (string[])["pixels", "pixel", "px"])
            {
                if (string.Compare(text, at, unit, 0, unit.Length, StringComparison.OrdinalIgnoreCase) == 0
                    && (at + unit.Length == text.Length || !char.IsLetterOrDigit(text[at + unit.Length])))
                {
                    at += unit.Length;
                    return false;
                }
            }

            at = start;
            return false;
        }

        private void SkipSpace(bool andCommas = false)
        {
            while (at < text.Length && (char.IsWhiteSpace(text[at]) || (andCommas && text[at] == ',')))
            {
                at++;
            }
        }
    }
}
