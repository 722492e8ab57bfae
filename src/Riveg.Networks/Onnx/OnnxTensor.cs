using System.Collections.Immutable;
using Riveg.Networks.Checkpoints;
using Riveg.Networks.Operations;

namespace Riveg.Networks.Onnx;

/// <summary>
/// A value of an ONNX graph while the graph is being emitted. What is known at emission carries its numbers and becomes an initializer only
/// where a node needs it.
/// </summary>
public sealed class OnnxTensor
{
    internal OnnxTensor(string name, ElementType type, TensorShape shape)
    {
        Name = name;
        Type = type;
        Shape = shape;
    }

    internal OnnxTensor(string name, OnnxConstant constant)
        : this(name, constant.Type, new TensorShape(constant.Shape.AsSpan())) => Constant = constant;

    /// <summary>Stands for an optional input that is not given.</summary>
    internal static OnnxTensor Absent { get; } = new("", ElementType.Float32, TensorShape.Unknown);

    /// <summary>The name in the graph.</summary>
    public string Name { get; }

    /// <summary>What its numbers are.</summary>
    public ElementType Type { get; }

    /// <summary>What is known of its lengths.</summary>
    internal TensorShape Shape { get; }

    internal OnnxConstant? Constant { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Type} {Shape}";
}

/// <summary>A length in the shape of a graph's input or output: a number, or a name for one that is known only at run time.</summary>
public readonly record struct OnnxDimension
{
    private OnnxDimension(int? length, string? name)
    {
        Length = length;
        Name = name;
    }

    /// <summary>The length, where it is fixed.</summary>
    public int? Length { get; }

    /// <summary>The name, where it is not.</summary>
    public string? Name { get; }

    /// <summary>A fixed length.</summary>
    public static implicit operator OnnxDimension(int length) => FromInt32(length);

    /// <summary>A named length.</summary>
    public static implicit operator OnnxDimension(string name) => FromString(name);

    /// <summary>A fixed length.</summary>
    public static OnnxDimension FromInt32(int length) => new(length, null);

    /// <summary>A named length.</summary>
    public static OnnxDimension FromString(string name) => new(null, name);
}

/// <summary>
/// Numbers known at emission. They are read when the file is written, one tensor at a time, so that a large model is never in memory as a
/// whole.
/// </summary>
internal abstract record OnnxConstant(ElementType Type, ImmutableArray<int> Shape)
{
    public long ByteLength => Shape.Aggregate((long)Type.ByteSize(), (product, length) => product * length);

    /// <summary>Writes the numbers, little-endian, row-major.</summary>
    public abstract void WriteTo(Stream stream);
}
