namespace Riveg.Evidence;

/// <summary>
/// Judges whether two writings name the same entity: "#MUFC" and "MUFC", "Jim Beam's" and "JimBeam", "Pak" and "Pakistan", "FDA" and "Food
/// and Drug Administration".
/// </summary>
internal static class NameAlignment
{
    private const int ShortestPrefix = 3;

    /// <summary>
    /// How well the writings agree: 0 not at all, 1 a shared word or prefix, 2 initials, 3 one within the other, 4 equal but for case,
    /// spaces and signs.
    /// </summary>
    public static int Strength(ReadOnlySpan<string> mention, ReadOnlySpan<string> name)
    {
        if (mention.IsEmpty || name.IsEmpty)
        {
            return 0;
        }

        var squeezedMention = string.Concat(mention);
        var squeezedName = string.Concat(name);
        if (squeezedMention == squeezedName)
        {
            return 4;
        }

        if (Words.IndexOf(name, mention) >= 0 || Words.IndexOf(mention, name) >= 0)
        {
            return 3;
        }

        if (IsInitials(squeezedMention, name) || IsInitials(squeezedName, mention))
        {
            return 2;
        }

        return ShareWord(mention, name) || IsPrefix(squeezedMention, squeezedName) || IsPrefix(squeezedName, squeezedMention) ? 1 : 0;
    }

    /// <summary>The index of the name that agrees best with the mention, the first among equals; -1 where none does.</summary>
    public static int Best(ReadOnlySpan<string> mention, IReadOnlyList<string[]> names)
    {
        var best = -1;
        var strength = 0;
        for (var i = 0; i < names.Count; i++)
        {
            var s = Strength(mention, names[i]);
            if (s > strength)
            {
                (best, strength) = (i, s);
            }
        }

        return best;
    }

    private static bool IsPrefix(string part, string whole) =>
        part.Length >= ShortestPrefix && whole.StartsWith(part, StringComparison.Ordinal);

    private static bool IsInitials(string initials, ReadOnlySpan<string> name)
    {
        if (initials.Length < 2 || name.Length < 2)
        {
            return false;
        }

        var next = 0;
        foreach (var word in name)
        {
            if (next < initials.Length && word[0] == initials[next])
            {
                next++;
            }
            else if (word.Length > 3)
            {
                return false;
            }
        }

        return next == initials.Length;
    }

    private static bool ShareWord(ReadOnlySpan<string> mention, ReadOnlySpan<string> name)
    {
        foreach (var word in mention)
        {
            if (word.Length >= ShortestPrefix && name.Contains(word))
            {
                return true;
            }
        }

        return false;
    }
}
