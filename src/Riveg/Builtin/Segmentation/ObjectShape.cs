namespace Riveg.Builtin.Segmentation;

/// <summary>How things of a kind fill their boxes.</summary>
/// <param name="Roundness">The exponent of the superellipse that they resemble: 2 for the ellipse, more for what has corners.</param>
/// <param name="Pull">How sure its middle is to be the thing, in nats.</param>
/// <param name="Offset">What is added everywhere, in nats: below 0 for what leaves much of its box empty.</param>
internal sealed record ObjectShape(double Roundness, double Pull, double Offset = 0)
{
    /// <summary>Of what nothing is known, and of most living things.</summary>
    public static ObjectShape Plain { get; } = new(2, 2.5);

    /// <summary>Vehicles, furniture, screens: they reach into the corners.</summary>
    public static ObjectShape Boxy { get; } = new(4, 2.5);

    /// <summary>Food, balls, vessels: one filled piece.</summary>
    public static ObjectShape Filled { get; } = new(2.4, 4);

    /// <summary>Of rods, spokes and long legs, with much between them that is something else.</summary>
    public static ObjectShape Sparse { get; } = new(2, 1.5, -0.3);
}
