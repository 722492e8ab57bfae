using System.Collections.Immutable;

namespace Riveg.Networks.Checkpoints;

/// <summary>What a pickle holds.</summary>
/// <param name="Root">Its value: null, bool, long, double, text, a list, an array for a tuple, or one of the types below.</param>
/// <param name="Storages">Every storage of numbers that Riveg reads and that it refers to, by key.</param>
/// <param name="UnreadStorages">The size of a number of every other storage, by key; 0 where it is not known.</param>
internal sealed record Unpickled(
    object? Root, IReadOnlyDictionary<string, PickledStorage> Storages, IReadOnlyDictionary<string, int> UnreadStorages);

/// <summary>
/// What a name makes that is not understood here: a random state, a trainer's configuration, an object of any class. It stands for the value
/// and holds nothing of it; whatever is done to it leaves it as it is.
/// </summary>
/// <param name="Maker">The name that makes it, as the pickle has it.</param>
internal sealed record PickledOpaque(string Maker)
{
    /// <summary>Raw bytes.</summary>
    public static PickledOpaque Bytes { get; } = new("builtins.bytes");

    /// <summary>A set, whatever is in it.</summary>
    public static PickledOpaque Set { get; } = new("builtins.set");
}

/// <summary>A dictionary of a pickle, also one with attributes of no interest (<c>OrderedDict</c>).</summary>
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

/// <summary>The few names that make weights; each is understood here, none is looked up or called.</summary>
/// <param name="Text">The name, for messages.</param>
internal abstract record PickledName(string Text)
{
    public sealed record Dictionary(string Text) : PickledName(Text);

    public sealed record Size(string Text) : PickledName(Text);

    public sealed record RebuildTensor(string Text) : PickledName(Text);

    public sealed record RebuildParameter(string Text) : PickledName(Text);

    /// <summary>A tensor that somebody gave attributes: another rebuilding name and its arguments, which lie inside.</summary>
    public sealed record RebuildFromType(string Text) : PickledName(Text);

    public sealed record StorageType(string Text, ElementType Element) : PickledName(Text);

    /// <summary>A storage of numbers that no architecture here has.</summary>
    public sealed record UnreadStorageType(string Text, int ByteSize) : PickledName(Text);

    public static PickledName? Find(string module, string name)
    {
        var text = $"{module}.{name}";
        return text switch
        {
            "collections.OrderedDict" or "collections.defaultdict" => new Dictionary(text),
            "torch.Size" => new Size(text),
            "torch._utils._rebuild_tensor" or "torch._utils._rebuild_tensor_v2" => new RebuildTensor(text),
            "torch._utils._rebuild_parameter" or "torch._utils._rebuild_parameter_with_state" => new RebuildParameter(text),
            "torch._tensor._rebuild_from_type_v2" => new RebuildFromType(text),
            "torch.FloatStorage" => new StorageType(text, ElementType.Float32),
            "torch.HalfStorage" => new StorageType(text, ElementType.Float16),
            "torch.BFloat16Storage" => new StorageType(text, ElementType.BFloat16),
            "torch.DoubleStorage" => new StorageType(text, ElementType.Float64),
            "torch.LongStorage" => new StorageType(text, ElementType.Int64),
            "torch.IntStorage" => new StorageType(text, ElementType.Int32),
            "torch.ShortStorage" => new StorageType(text, ElementType.Int16),
            "torch.CharStorage" => new StorageType(text, ElementType.Int8),
            "torch.ByteStorage" => new StorageType(text, ElementType.UInt8),
            "torch.BoolStorage" => new StorageType(text, ElementType.Boolean),
            "torch.ComplexDoubleStorage" => new UnreadStorageType(text, 16),
            "torch.ComplexFloatStorage" => new UnreadStorageType(text, 8),
            "torch.QInt32Storage" => new UnreadStorageType(text, 4),
            "torch.QInt8Storage" or "torch.QUInt8Storage" or "torch.UntypedStorage" or "torch.storage.UntypedStorage" =>
                new UnreadStorageType(text, 1),
            _ => null,
        };
    }
}
