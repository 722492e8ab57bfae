namespace Riveg.Hostility.Cases;

/// <summary>All kinds of cases.</summary>
internal static class Recipes
{
    public static IReadOnlyList<Recipe> All { get; } = [
        .. AnnotateRecipes.All, .. DatasetRecipes.All, .. ModelRecipes.All, .. SegmentRecipes.All, .. ChatRecipes.All, .. UseRecipes.All,
        .. StopRecipes.All
    ];
}
