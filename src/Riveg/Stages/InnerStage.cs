namespace Riveg.Stages;

/// <summary>What a stage that asks another one says of it in the provenance.</summary>
internal static class InnerStage
{
    /// <summary>The details of a stage with another one inside.</summary>
    /// <param name="role">What the inner one is to the outer.</param>
    /// <param name="inner">What the inner one says of itself.</param>
    /// <returns>Its implementation under the role, and its details under <c>role.detail</c>.</returns>
    public static IReadOnlyDictionary<string, string> Details(string role, StageInfo inner)
    {
        var details = new Dictionary<string, string> { [role] = inner.Implementation };
        foreach (var (key, value) in inner.Details)
        {
            details[$"{role}.{key}"] = value;
        }

        return details;
    }
}
