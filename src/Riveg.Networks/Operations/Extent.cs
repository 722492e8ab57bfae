namespace Riveg.Networks.Operations;

/// <summary>A length of a shape: a number (0 keeps, -1 takes the rest), or whatever an axis of another tensor has.</summary>
/// <typeparam name="T">The tensor.</typeparam>
public readonly record struct Extent<T>
    where T : class
{
    private Extent(int length, T? like, int axis)
    {
        Length = length;
        Like = like;
        Axis = axis;
    }

    /// <summary>The number; of no meaning where <see cref="Like"/> is given.</summary>
    public int Length { get; }

    /// <summary>The tensor whose length is taken; null for a number.</summary>
    public T? Like { get; }

    /// <summary>Its axis.</summary>
    public int Axis { get; }

    /// <summary>A number.</summary>
    public static implicit operator Extent<T>(int length) => new(length, null, 0);

    /// <summary>The length of an axis of another tensor.</summary>
    public static Extent<T> Of(T like, int axis) => new(0, like, axis);

    /// <summary>A number.</summary>
    public static Extent<T> FromInt32(int length) => length;
}
