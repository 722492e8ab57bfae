using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;

namespace Riveg.Networks.Onnx;

/// <summary>A small protocol buffers message while it is being put together, field by field.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Both fields hold memory only.")]
internal sealed class ProtobufMessage
{
    private readonly MemoryStream buffer = new();
    private readonly CodedOutputStream output;

    public ProtobufMessage() => output = new CodedOutputStream(buffer, leaveOpen: true);

    public ProtobufMessage Integer(int field, long value)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt64(value);
        return this;
    }

    public ProtobufMessage Float(int field, float value)
    {
        output.WriteTag(field, WireFormat.WireType.Fixed32);
        output.WriteFloat(value);
        return this;
    }

    public ProtobufMessage Text(int field, string value)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteString(value);
        return this;
    }

    public ProtobufMessage Message(int field, ProtobufMessage value)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(UnsafeByteOperations.UnsafeWrap(value.ToArray()));
        return this;
    }

    /// <summary>Starts a field whose bytes follow outside of this message.</summary>
    public ProtobufMessage Prefix(int field, long length)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteUInt64((ulong)length);
        return this;
    }

    public byte[] ToArray()
    {
        output.Flush();
        return buffer.ToArray();
    }
}
