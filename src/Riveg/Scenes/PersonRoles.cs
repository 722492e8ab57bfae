using System.Text.RegularExpressions;

namespace Riveg.Scenes;

/// <summary>What somebody of a role has with him, of the classes that detectors know: a catcher his glove. By hand, for what people
/// do.</summary>
internal static partial class PersonRoles
{
    private static readonly Dictionary<string, string[]> Things = new(StringComparer.OrdinalIgnoreCase)
    {
        ["catcher"] = ["baseball glove"],
        ["pitcher"] = ["baseball glove"],
        ["fielder"] = ["baseball glove"],
        ["shortstop"] = ["baseball glove"],
        ["batter"] = ["baseball bat"],
        ["hitter"] = ["baseball bat"],
        ["slugger"] = ["baseball bat"],
        ["dribbler"] = ["sports ball"],
        ["striker"] = ["sports ball"],
        ["kicker"] = ["sports ball"],
        ["server"] = ["tennis racket"],
        ["skateboarder"] = ["skateboard"],
        ["skater"] = ["skateboard"],
        ["surfer"] = ["surfboard"],
        ["snowboarder"] = ["snowboard"],
        ["skier"] = ["skis"],
        ["cyclist"] = ["bicycle"],
        ["biker"] = ["motorcycle", "bicycle"],
        ["motorcyclist"] = ["motorcycle"],
        ["rider"] = ["horse", "motorcycle", "bicycle", "skateboard", "elephant"],
        ["jockey"] = ["horse"],
        ["cowboy"] = ["horse"],
        ["cowgirl"] = ["horse"],
        ["equestrian"] = ["horse"],
        ["groom"] = ["tie"],
        ["businessman"] = ["tie"],
        ["banker"] = ["tie"],
        ["driver"] = ["car", "truck", "bus"],
        ["trucker"] = ["truck"],
        ["sailor"] = ["boat"],
        ["rower"] = ["boat"],
        ["baker"] = ["cake", "donut", "oven"],
        ["reader"] = ["book"],
        ["barkeeper"] = ["wine glass", "bottle", "cup"],
        ["bartender"] = ["wine glass", "bottle", "cup"],
        ["traveller"] = ["suitcase", "backpack"],
        ["traveler"] = ["suitcase", "backpack"],
        ["hiker"] = ["backpack"],
        ["backpacker"] = ["backpack"],
        ["shepherd"] = ["sheep"],
        ["typist"] = ["laptop", "keyboard"],
        ["gamer"] = ["remote", "keyboard"],
    };

    /// <summary>The classes of what goes with the roles that words name, each once; often none.</summary>
    /// <param name="words">What is said of somebody.</param>
    public static IEnumerable<string> ThingsOf(string words) => RoleWord().Matches(words)
        .SelectMany(m => Things.GetValueOrDefault(m.Value) ?? [])
        .Distinct();

    [GeneratedRegex(@"\b[a-z]{5,}\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RoleWord();
}
