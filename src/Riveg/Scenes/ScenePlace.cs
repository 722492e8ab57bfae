using Riveg.Regions;

namespace Riveg.Scenes;

/// <summary>A place where a thing that the post names may be.</summary>
/// <param name="Box">In pixels.</param>
/// <param name="Strength">How well it fits, 0..1.</param>
/// <param name="Kind">What speaks for it.</param>
/// <param name="Reason">The same in words.</param>
internal sealed record ScenePlace(Box Box, double Strength, PlaceKind Kind, string Reason)
{
    /// <summary>What the detector calls the object there; null where no object is meant.</summary>
    public string? Label { get; init; }

    /// <summary>The name of a rival that is written on the object there; null where none is.</summary>
    public string? Rival { get; init; }

    /// <summary>How sure the detector is of the object or person there, 0..1; of letters how well they agree with the name.</summary>
    public double Score { get; init; } = 1;

    /// <summary>How likely the name shows as what is seen there, 0..1: the weight of its class that fits; 1 where it is read.</summary>
    public double Meant { get; init; } = 1;

    /// <summary>How many objects or persons that are seen it was chosen from, itself counted.</summary>
    public int Choices { get; init; } = 1;
}

/// <summary>What speaks for a place.</summary>
internal enum PlaceKind
{
    /// <summary>A person is seen there.</summary>
    Person,

    /// <summary>An object of a fitting class is seen there.</summary>
    Object,

    /// <summary>An object is seen there of a class that detectors take for a fitting one.</summary>
    LookAlike,

    /// <summary>The name is written on an object there.</summary>
    WrittenOnObject,

    /// <summary>The name is written there.</summary>
    Written,
}
