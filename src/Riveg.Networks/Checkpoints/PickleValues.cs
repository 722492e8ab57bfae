using System.Collections.Immutable;

namespace Riveg.Networks.Checkpoints;

/// <summary>What a pickle holds.</summary>
/// <param name="Root">Its value: null, bool, long, double, text, a list, an array for a tuple, or one of the types below.</param>
/// <param name="Storages">Every storage that it refers to, by key.</param>
internal sealed record Unpickled(object? Root, IReadOnlyDictionary<string, PickledStorage> Storages);

/// <summary>A dictionary of a pickle, also one with attributes of no interest (<c>OrderedDict</c>, <c>argparse.Namespace</c>).</summary>
internal sealed class PickledDictionary
{
    /// <summary>Made when the first entry comes: a file may hold millions of empty ones.</summary>
    private OrderedDictionary<string, object?>? entries;

    /// <summary>
    /// The entries whose key is text, in order. Others (the integers of an optimiser's state) name no weight and are dropped.
    /// </summary>
    public OrderedDictionary<string, object?> Entries => entries ??= [];
}

/// <summary>A storage of numbers that lies elsewhere in the file.</summary>
/// <param name="Type">What its numbers are.</param>
/// <param name="Key">Its name in the file.</param>
/// <param name="Count">How many numbers it claims to hold.</param>
/// <param name="Offset">The first number of it that is meant, for the views of old files.</param>
internal sealed record PickledStorage(ElementType Type, string Key, long Count, long Offset);

/// <summary>A view of a storage.</summary>
internal sealed record PickledTensor(PickledStorage Storage, long Offset, ImmutableArray<long> Shape, ImmutableArray<long> Strides);

/// <summary>The few names that a checkpoint may mention; each is understood here, none is looked up or called.</summary>
internal abstract record PickledName
{
    public sealed record Dictionary : PickledName;

    public sealed record Namespace : PickledName;

    public sealed record Size : PickledName;

    public sealed record RebuildTensor : PickledName;

    public sealed record RebuildParameter : PickledName;

    public sealed record StorageType(ElementType Element) : PickledName;

    public static PickledName? Find(string module, string name) => (module, name) switch
    {
        ("collections", "OrderedDict") => new Dictionary(),
        ("argparse", "Namespace") => new Namespace(),
        ("torch", "Size") => new Size(),
        ("torch._utils", "_rebuild_tensor" or "_rebuild_tensor_v2") => new RebuildTensor(),
        ("torch._utils", "_rebuild_parameter") => new RebuildParameter(),
        ("torch", "FloatStorage") => new StorageType(ElementType.Float32),
        ("torch", "HalfStorage") => new StorageType(ElementType.Float16),
        ("torch", "BFloat16Storage") => new StorageType(ElementType.BFloat16),
        ("torch", "DoubleStorage") => new StorageType(ElementType.Float64),
        ("torch", "LongStorage") => new StorageType(ElementType.Int64),
        ("torch", "IntStorage") => new StorageType(ElementType.Int32),
        ("torch", "ShortStorage") => new StorageType(ElementType.Int16),
        ("torch", "CharStorage") => new StorageType(ElementType.Int8),
        ("torch", "ByteStorage") => new StorageType(ElementType.UInt8),
        ("torch", "BoolStorage") => new StorageType(ElementType.Boolean),
        _ => null,
    };
}
