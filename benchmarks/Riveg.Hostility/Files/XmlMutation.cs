using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Riveg.Hostility.Files;

/// <summary>Spoils the values, names and head of an XML file.</summary>
internal static partial class XmlMutation
{
    public static byte[] Spoil(byte[] content, Dice dice)
    {
        var text = Encoding.UTF8.GetString(content);
        return Encoding.UTF8.GetBytes(dice.Next(8) switch
        {
            0 => ReplaceOne(
                text, Value(), m => $">{dice.Pick(HostileValues.Texts).Replace("\0", "&#0;", StringComparison.Ordinal)}<", dice),
            1 or 2 => ReplaceOne(text, Number(), m => $">{dice.Pick(HostileValues.Numbers)}<", dice),
            3 => ReplaceOne(text, Tag(), m => m.Value.Replace("<", "<x:", StringComparison.Ordinal), dice),
            4 => ReplaceOne(text, Tag(), m => string.Empty, dice),
            5 => dice.Pick(
                "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
                "<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]>",
                "<?xml version='1.0' encoding='no-such'?>",
                "<?xml version='1.0' encoding='utf-16'?>",
                "<?xml version='9.9'?>") + text,
            6 => string.Concat(Enumerable.Repeat("<a>", dice.Pick(50, 150, 50_000))) + text,
            _ => ReplaceOne(text, Tag(), m => m.Value.Replace(
                ">",
                string.Create(CultureInfo.InvariantCulture, $" a{dice.Next(9)}='{dice.Pick("&x;", "<", "v", "&#xD800;")}'>"),
                StringComparison.Ordinal), dice),
        });
    }

    private static string ReplaceOne(string text, Regex what, MatchEvaluator with, Dice dice)
    {
        var found = what.Matches(text);
        if (found.Count == 0)
        {
            return text;
        }

        var one = found[dice.Next(found.Count)];
        return text[..one.Index] + with(one) + text[(one.Index + one.Length)..];
    }

    [GeneratedRegex(">[^<>]+<")]
    private static partial Regex Value();

    [GeneratedRegex(">[0-9.]+<")]
    private static partial Regex Number();

    [GeneratedRegex("<[^<>]+>")]
    private static partial Regex Tag();
}
