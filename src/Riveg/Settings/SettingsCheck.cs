using System.ComponentModel.DataAnnotations;

namespace Riveg.Settings;

/// <summary>
/// Checks options whose ranges are attributes of <c>System.ComponentModel.DataAnnotations</c>, and all faults at once. What concerns
/// several members is the record's own <see cref="IValidatableObject"/>, whose results name one member and go on after its name.
/// </summary>
internal static class SettingsCheck
{
    /// <summary>Refuses options with a value that is out of its range.</summary>
    /// <param name="options">The options.</param>
    /// <param name="what">What they are, in the plural, such as "The pipeline's options".</param>
    /// <exception cref="ArgumentException">Names every fault.</exception>
    public static void Validate(object options, string what)
    {
        var faults = FindFaults(options);
        if (faults.Count > 0)
        {
            throw new ArgumentException($"{what} are wrong: {string.Join("; ", faults)}.");
        }
    }

    /// <summary>Every value that is out of its range, in words: the member, its value, its range.</summary>
    /// <param name="options">The options.</param>
    /// <param name="delimiter">What stands between a group and its members.</param>
    public static IReadOnlyList<string> FindFaults(object options, string delimiter = ".")
    {
        ArgumentNullException.ThrowIfNull(options);
        return [.. Find(options, string.Empty, delimiter)];
    }

    /// <summary>What a record says of several of its members: each fault with the member's name in code.</summary>
    internal static IEnumerable<(string Member, string Fault)> FindRuleFaults(object options)
    {
        var type = SettingsType.Of(options.GetType());
        var conflicts = type.Members
            .Where(m => m.Conflict is { } conflict
                && m.Property.GetValue(options) is not null
                && Equals(type.Members.First(o => o.Name == conflict.Member).Property.GetValue(options), conflict.Value))
            .Select(m => (m.Name, m.Conflict!.Fault));
        return options is IValidatableObject rules
            ? conflicts.Concat(rules.Validate(new ValidationContext(options)).Select(r => (r.MemberNames.First(), r.ErrorMessage!)))
            : conflicts;
    }

    private static IEnumerable<string> Find(object options, string prefix, string delimiter)
    {
        var members = SettingsType.Of(options.GetType()).Members;
        foreach (var member in members)
        {
            var value = member.Property.GetValue(options);
            if (member.Group is not null)
            {
                foreach (var fault in value is null
                    ? []
                    : Find(value, member.IsInline ? prefix : prefix + member.Name + delimiter, delimiter))
                {
                    yield return fault;
                }
            }
            else if (member.Items is not null)
            {
                var at = 0;
                foreach (var item in (System.Collections.IEnumerable?)value ?? Array.Empty<object>())
                {
                    foreach (var fault in Find(item, $"{prefix}{member.Name}[{at}]{delimiter}", delimiter))
                    {
                        yield return fault;
                    }

                    at++;
                }
            }
            else if ((member.IsMissing(value) ? member.MissingFault : member.FindFault(value, inProfile: false)) is { } fault)
            {
                yield return $"{prefix}{member.Name} {fault}";
            }
        }

        foreach (var (member, fault) in FindRuleFaults(options))
        {
            yield return $"{prefix}{member} {fault}";
        }
    }
}
