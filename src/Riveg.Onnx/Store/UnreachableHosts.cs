using System.Text.RegularExpressions;

namespace Riveg.Onnx.Store;

/// <summary>Hosts to which no connection can be made.</summary>
/// <param name="Hosts">Their names; at least one.</param>
/// <param name="Reason">What the system says of the last of them.</param>
internal sealed partial record UnreachableHosts(IReadOnlyList<string> Hosts, string Reason)
{
    /// <summary>Takes the address off what the system says, since the host is named already.</summary>
    public static UnreachableHosts Of(string host, string message) => new([host], Address().Replace(message, string.Empty));

    /// <summary>All of them together; null where something else is wrong too.</summary>
    public static UnreachableHosts? Join(IReadOnlyList<UnreachableHosts?> all) =>
        all.All(u => u is not null) ? new([.. all.SelectMany(u => u!.Hosts).Distinct()], all[^1]!.Reason) : null;

    /// <summary>Such as "a.org and b.org cannot be reached (Connection refused)".</summary>
    public override string ToString() => $"{string.Join(" and ", Hosts)} cannot be reached ({Reason})";

    [GeneratedRegex(@" \([^()]+:\d+\)$")]
    private static partial Regex Address();
}
