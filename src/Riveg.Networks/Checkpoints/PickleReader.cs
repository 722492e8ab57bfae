using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Riveg.Networks.Checkpoints;

/// <summary>
/// Reads Python's pickle format (protocols 2 to 5, as in PEP 307, PEP 3154 and PEP 574) as far as checkpoints need it: numbers, text,
/// lists, tuples, dictionaries and tensors. A pickle is a program; this reader knows only the instructions that build data. No name is
/// looked up or called: the few that make weights are understood here, and whatever any other name makes is a <see cref="PickledOpaque"/>,
/// which stands for it and holds nothing. It keeps its own stack, so that nesting cannot exhaust the thread's, and a
/// <see cref="PickleBudget"/> bounds what it builds.
/// </summary>
internal sealed class PickleReader
{
    private const int LongestName = 1000;

    private readonly PickleBudget budget;
    private readonly Stream stream;
    private readonly string path;
    private readonly long end;
    private readonly List<object?> stack = [];
    private readonly Stack<int> marks = [];
    private readonly Dictionary<int, object?> memo = [];
    private readonly Dictionary<string, PickledStorage> storages = [];
    private readonly Dictionary<string, int> unreadStorages = [];
    private readonly Dictionary<(string Module, string Name), object> names = [];

    private PickleReader(Stream stream, string path)
    {
        this.stream = stream;
        this.path = path;
        budget = new PickleBudget(path);
        end = Math.Min(stream.Length, stream.Position + PickleBudget.MaximumLength);
    }

    /// <summary>Reads one pickle and leaves the stream behind it.</summary>
    /// <param name="stream">A seekable stream at the pickle's start.</param>
    /// <param name="path">The file's name for messages.</param>
    /// <exception cref="CheckpointException">The pickle is damaged or asks for more than data.</exception>
    public static Unpickled Read(Stream stream, string path)
    {
        var reader = new PickleReader(stream, path);
        return new Unpickled(reader.Run(), reader.storages, reader.unreadStorages);
    }

    private object? Run()
    {
        while (true)
        {
            var instruction = ReadByte();
            if (instruction == '.')
            {
                return Pop();
            }

            Execute(instruction);
        }
    }

    private void Execute(byte instruction)
    {
        // Every instruction makes at most one value, one mark or one memory of a value.
        budget.TakeValue();
        switch (instruction)
        {
            case 0x80: ReadByte(); break;
            case 0x95: ReadBytes(8); break;
            case (byte)'(': marks.Push(stack.Count); break;
            case (byte)'0': Pop(); break;
            case (byte)'1': PopToMark(); break;
            case (byte)'2': stack.Add(Peek()); break;
            case (byte)'c': PushName(ReadLine(), ReadLine()); break;
            case 0x93: PushStackName(); break;
            case (byte)'R': Reduce(); break;
            case 0x81: NewObject(); break;
            case 0x92: Pop(); NewObject(); break;
            case (byte)'o': OldObject(); break;
            case (byte)'b': Build(); break;
            case (byte)'Q': PushStorage(); break;
            default:
                if (!PushScalar(instruction) && !PushContainer(instruction) && !Memoise(instruction))
                {
                    throw Refused($"the pickle instruction 0x{instruction:x2}");
                }

                break;
        }
    }

    private bool PushScalar(byte instruction)
    {
        object? value;
        switch (instruction)
        {
            case (byte)'N': value = null; break;
            case 0x88: value = true; break;
            case 0x89: value = false; break;
            case (byte)'J': value = (long)ReadInt32(); break;
            case (byte)'K': value = (long)ReadByte(); break;
            case (byte)'M': value = (long)BinaryPrimitives.ReadUInt16LittleEndian(ReadBytes(2)); break;
            case 0x8a: value = ReadLong(ReadByte()); break;
            case 0x8b: value = ReadLong(ReadInt32()); break;
            case (byte)'C': value = SkipBytes(ReadByte()); break;
            case (byte)'B': value = SkipBytes(BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(4))); break;
            case 0x8e or 0x96: value = SkipBytes(BinaryPrimitives.ReadInt64LittleEndian(ReadBytes(8))); break;
            case (byte)'G': value = BinaryPrimitives.ReadDoubleBigEndian(ReadBytes(8)); break;
            case (byte)'X': value = ReadText(BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(4))); break;
            case 0x8c: value = ReadText(ReadByte()); break;
            case 0x8d: value = ReadText(BinaryPrimitives.ReadInt64LittleEndian(ReadBytes(8))); break;
            case (byte)'T': value = ReadText(ReadInt32()); break;
            case (byte)'U': value = ReadText(ReadByte()); break;
            default: return false;
        }

        stack.Add(value);
        return true;
    }

    private bool PushContainer(byte instruction)
    {
        switch (instruction)
        {
            case (byte)']': stack.Add(new List<object?>()); break;
            case (byte)'}': stack.Add(new PickledDictionary()); break;
            case (byte)')': stack.Add(ImmutableArray<object?>.Empty); break;
            case (byte)'t': stack.Add(PopToMark().ToImmutableArray()); break;
            case 0x85: PushTuple(1); break;
            case 0x86: PushTuple(2); break;
            case 0x87: PushTuple(3); break;
            case (byte)'a': Append([Pop()]); break;
            case (byte)'e': Append(PopToMark()); break;
            case (byte)'s': SetItems(PopLast(2)); break;
            case (byte)'u': SetItems(PopToMark()); break;
            case 0x8f: stack.Add(PickledOpaque.Set); break;
            case 0x90: AddToSet(PopToMark()); break;
            case 0x91: PopToMark(); stack.Add(PickledOpaque.Set); break;
            default: return false;
        }

        return true;
    }

    private bool Memoise(byte instruction)
    {
        switch (instruction)
        {
            case (byte)'q': memo[ReadByte()] = Peek(); break;
            case (byte)'r': memo[ReadInt32()] = Peek(); break;
            case 0x94: memo[memo.Count] = Peek(); break;
            case (byte)'h': stack.Add(Recall(ReadByte())); break;
            case (byte)'j': stack.Add(Recall(ReadInt32())); break;
            default: return false;
        }

        return true;
    }

    private object? Recall(int index) =>
        memo.TryGetValue(index, out var value) ? value : throw Damaged("recalls a value that it never stored");

    private void PushName(string module, string name)
    {
        budget.TakeText(module);
        budget.TakeText(name);
        if (!names.TryGetValue((module, name), out var value))
        {
            value = PickledName.Find(module, name) ?? (object)new PickledOpaque($"{module}.{name}");
            names.Add((module, name), value);
        }

        stack.Add(value);
    }

    private void PushStackName()
    {
        if (PopLast(2) is not [string module, string name])
        {
            throw Damaged("names something that is no text");
        }

        if (Math.Max(module.Length, name.Length) is > LongestName and var length)
        {
            throw Damaged($"names something of {length} characters");
        }

        PushName(module, name);
    }

    private void Reduce()
    {
        var arguments = Pop();
        stack.Add(Make(Pop(), arguments));
    }

    private void NewObject()
    {
        Pop();
        stack.Add(Pop() switch
        {
            PickledName.Dictionary => new PickledDictionary(),
            var type => OpaqueOf(type),
        });
    }

    /// <summary>The type lies first behind the mark, what it is made of behind it.</summary>
    private void OldObject() => stack.Add(PopToMark() is [var type, ..] ? OpaqueOf(type) : throw Damaged("makes an object of no type"));

    /// <summary>What a call of a name with arguments gives. Nothing is called: what is not understood here stays closed.</summary>
    private object Make(object? callee, object? arguments) => (callee, arguments) switch
    {
        (PickledName.Dictionary, ImmutableArray<object?> and ([] or [null or PickledName or PickledOpaque])) => new PickledDictionary(),
        (PickledName.Dictionary, ImmutableArray<object?> and [List<object?> pairs]) => ToDictionary(pairs),
        (PickledName.Size, ImmutableArray<object?> and [ImmutableArray<object?> lengths]) => lengths,
        (PickledName.RebuildFromType, ImmutableArray<object?> and [PickledName inner, _, ImmutableArray<object?> parts, ..]) =>
            inner is PickledName.RebuildFromType ? OpaqueOf(inner) : Make(inner, parts),
        (PickledName.RebuildParameter, ImmutableArray<object?> and [PickledTensor tensor, ..]) => tensor,
        (PickledName.RebuildTensor, ImmutableArray<object?> and
            [PickledStorage storage, long offset, ImmutableArray<object?> shape, ImmutableArray<object?> strides, ..]) =>
            new PickledTensor(storage, offset, ToIntegers(shape), ToIntegers(strides)),
        (PickledName.RebuildTensor or PickledName.RebuildParameter, ImmutableArray<object?> and [PickledOpaque opaque, ..]) => opaque,
        _ => OpaqueOf(callee),
    };

    /// <summary>How Python 2 wrote an ordered dictionary: a list of pairs.</summary>
    private PickledDictionary ToDictionary(List<object?> pairs)
    {
        var dictionary = new PickledDictionary();
        foreach (var pair in pairs)
        {
            // One list may be recalled for any number of dictionaries.
            budget.TakeValue();
            switch (pair)
            {
                case List<object?> and [string key, var value]: SetEntry(dictionary, key, value); break;
                case ImmutableArray<object?> and [string key, var value]: SetEntry(dictionary, key, value); break;
                case List<object?> { Count: 2 } or ImmutableArray<object?> { Length: 2 }: break;
                default: throw Damaged("makes a dictionary of things that are no pairs");
            }
        }

        return dictionary;
    }

    private PickledOpaque OpaqueOf(object? type) => type switch
    {
        PickledOpaque opaque => opaque,
        PickledName name => new PickledOpaque(name.Text),
        _ => throw Damaged("calls something that is no name"),
    };

    /// <summary>
    /// Gives an object its attributes. Those of a state dictionary say nothing about weights, those of an opaque value are never looked at:
    /// both are dropped.
    /// </summary>
    private void Build()
    {
        Pop();
        if (Peek() is not (PickledDictionary or PickledOpaque))
        {
            throw Damaged("gives attributes to something that has none");
        }
    }

    private void PushStorage()
    {
        var value = ToStorage(Pop());
        if (value is PickledStorage storage)
        {
            budget.TakeText(storage.Key);
            storages.TryAdd(storage.Key, storage);
        }

        stack.Add(value);
    }

    private object ToStorage(object? id) => id switch
    {
        ImmutableArray<object?> and ["storage", PickledName.StorageType type, string key, _, long count] =>
            new PickledStorage(type.Element, key, count, 0),
        ImmutableArray<object?> and ["storage", PickledName.StorageType type, string key, _, long count, null] =>
            new PickledStorage(type.Element, key, count, 0),
        ImmutableArray<object?>
            and ["storage", PickledName.StorageType type, string key, _, long count, ImmutableArray<object?> and [_, long offset, _]] =>
            new PickledStorage(type.Element, key, count, offset),
        ImmutableArray<object?> and ["storage", PickledName or PickledOpaque, string key, _, long, ..] => Unread(id, key),

        // A whole network saved by an old PyTorch names its classes with their source; the source is not looked at.
        ImmutableArray<object?> and ["module", PickledName or PickledOpaque, ..] => OpaqueOf(((ImmutableArray<object?>)id)[1]),
        _ => throw Damaged("refers to a storage in a way that PyTorch does not"),
    };

    /// <summary>A storage of numbers that Riveg does not read; its size is kept, since in old files the next one lies behind it.</summary>
    private PickledOpaque Unread(object id, string key)
    {
        var type = ((ImmutableArray<object?>)id)[1];
        budget.TakeText(key);
        unreadStorages.TryAdd(key, type is PickledName.UnreadStorageType unread ? unread.ByteSize : 0);
        return OpaqueOf(type);
    }

    /// <summary>Bounded, since one long tuple may serve any number of tensors.</summary>
    private ImmutableArray<long> ToIntegers(ImmutableArray<object?> values) => values.Length <= CheckpointTensor.MaximumRank
        ? [.. values.Select(v => v is long integer ? integer : throw Damaged("has a shape that is no list of integers"))]
        : throw Damaged($"has a shape of {values.Length} lengths");

    private void Append(IReadOnlyList<object?> values)
    {
        switch (Peek())
        {
            case List<object?> list: list.AddRange(values); break;
            case PickledOpaque: break;
            default: throw Damaged("appends to something that is no list");
        }
    }

    private void AddToSet(IReadOnlyList<object?> values)
    {
        if (Peek() is not PickledOpaque)
        {
            throw Damaged($"adds {values.Count} values to something that is no set");
        }
    }

    private void SetItems(IReadOnlyList<object?> pairs)
    {
        if (Peek() is PickledOpaque && pairs.Count % 2 == 0)
        {
            return;
        }

        if (Peek() is not PickledDictionary dictionary || pairs.Count % 2 != 0)
        {
            throw Damaged("sets an entry of something that is no dictionary");
        }

        for (var i = 0; i < pairs.Count; i += 2)
        {
            if (pairs[i] is string key)
            {
                SetEntry(dictionary, key, pairs[i + 1]);
            }
        }
    }

    private void SetEntry(PickledDictionary dictionary, string key, object? value)
    {
        budget.TakeText(key);
        dictionary.Entries[key] = value;
    }

    private void PushTuple(int count) => stack.Add(PopLast(count).ToImmutableArray());

    private List<object?> PopToMark()
    {
        if (!marks.TryPop(out var mark) || mark > stack.Count)
        {
            throw Damaged("looks for a mark that is not there");
        }

        return PopLast(stack.Count - mark);
    }

    private List<object?> PopLast(int count)
    {
        if (count > stack.Count)
        {
            throw Damaged("takes more values than there are");
        }

        var values = stack[^count..];
        stack.RemoveRange(stack.Count - count, count);
        return values;
    }

    private object? Pop() => PopLast(1)[0];

    private object? Peek() => stack.Count > 0 ? stack[^1] : throw Damaged("takes more values than there are");

    /// <summary>An integer of any length; those past 64 bits (the magic number of old files) are kept as their lowest 64.</summary>
    private long ReadLong(int length)
    {
        var bytes = ReadBytes(length);
        Span<byte> padded = stackalloc byte[8];
        padded.Fill(length > 0 && (bytes[^1] & 0x80) != 0 ? (byte)0xff : (byte)0);
        bytes.AsSpan(0, Math.Min(length, 8)).CopyTo(padded);
        return BinaryPrimitives.ReadInt64LittleEndian(padded);
    }

    private string ReadText(long length) => Encoding.UTF8.GetString(ReadBytes(length));

    /// <summary>Raw bytes are no part of a weight: their numbers lie in storages.</summary>
    private PickledOpaque SkipBytes(long count)
    {
        RequireBytes(count);
        stream.Seek(count, SeekOrigin.Current);
        return PickledOpaque.Bytes;
    }

    private string ReadLine()
    {
        var line = new StringBuilder();
        for (var c = ReadByte(); c != '\n'; c = ReadByte())
        {
            line.Append(line.Length < LongestName ? (char)c : throw Damaged("has a name without an end"));
        }

        return line.ToString();
    }

    private int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(ReadBytes(4));

    private byte[] ReadBytes(long count)
    {
        RequireBytes(count);
        var bytes = new byte[count];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private void RequireBytes(long count)
    {
        if (count < 0 || count > end - stream.Position)
        {
            throw Damaged("ends in the middle of a value");
        }
    }

    private byte ReadByte()
    {
        var value = stream.Position < end ? stream.ReadByte() : -1;
        return value >= 0 ? (byte)value : throw Damaged("has no end");
    }

    private CheckpointException Damaged(string what) => new($"{path}: is damaged: its pickle {what}; fetch the file again.");

    private CheckpointException Refused(string what) => new(
        $"{path}: asks for {what}, which a checkpoint of plain weights does not need; Riveg runs no code from files. "
        + "Save only the state dictionary, or use a .safetensors file.");
}
