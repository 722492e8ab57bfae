using System.Diagnostics.CodeAnalysis;
using Riveg.Networks.Checkpoints;

namespace Riveg.Networks.Onnx;

/// <summary>
/// Writes a graph in the ONNX format (onnx.proto3 of the ONNX specification, IR version 8). The dozen fields that are needed are written by
/// hand over Google.Protobuf's primitives: generated classes would hold every weight in memory, and need a compiler at build time. Weights
/// are streamed, each prefixed by a length that is known beforehand.
/// </summary>
internal static class OnnxFile
{
    /// <summary>Protocol buffers end at 2 GiB; some of that goes to the graph itself.</summary>
    public const long MaximumInlineBytes = (2L << 30) - (64L << 20);

    private const int IrVersion = 8;
    private const int OperatorSet = 17;

    /// <summary>Small weights (shapes above all) stay in the model, where runtimes need them to infer shapes.</summary>
    private const int SmallBytes = 1024;

    /// <summary>
    /// Writes the model, and <c>NAME.data</c> beside it when its weights take more than <paramref name="maximumInlineBytes"/>.
    /// </summary>
    [SuppressMessage(
        "ApiDesign",
        "RS0030:Do not use banned APIs",
        Justification = "A part of a model's folder, which the converter moves to its place when all is written.")]
    public static void Write(OnnxGraph graph, string path, long maximumInlineBytes, CancellationToken cancellationToken)
    {
        var external = graph.Initializers.Values.Sum(c => c.ByteLength) > maximumInlineBytes;
        using var data = external ? File.Create(path + ".data") : null;
        var dataName = Path.GetFileName(path) + ".data";

        var parts = new List<(byte[] Header, OnnxConstant? Inline)>();
        foreach (var node in graph.Nodes)
        {
            parts.Add((new ProtobufMessage().Message(1, Node(node)).ToArray(), null));
        }

        parts.Add((new ProtobufMessage().Text(2, "riveg").ToArray(), null));
        foreach (var (name, constant) in graph.Initializers)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (data is not null && constant.ByteLength > SmallBytes)
            {
                parts.Add((ExternalInitializer(name, constant, dataName, AppendAligned(data, constant)), null));
            }
            else
            {
                parts.Add((InlineInitializer(name, constant), constant));
            }
        }

        var ports = graph.Inputs.Select(p => (11, p)).Concat(graph.Outputs.Select(p => (12, p)));
        parts.AddRange(ports.Select(p => (new ProtobufMessage().Message(p.Item1, Port(p.p)).ToArray(), (OnnxConstant?)null)));

        using var stream = File.Create(path);
        stream.Write(new ProtobufMessage()
            .Integer(1, IrVersion)
            .Text(2, "riveg")
            .Message(8, new ProtobufMessage().Text(1, "").Integer(2, OperatorSet))
            .Prefix(7, parts.Sum(p => p.Header.Length + (p.Inline?.ByteLength ?? 0)))
            .ToArray());
        foreach (var (header, inline) in parts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            stream.Write(header);
            inline?.WriteTo(stream);
        }
    }

    private static ProtobufMessage Node(OnnxNode node)
    {
        var message = new ProtobufMessage();
        foreach (var input in node.Inputs)
        {
            message.Text(1, input);
        }

        foreach (var output in node.Outputs)
        {
            message.Text(2, output);
        }

        // A node is named after its first output, so that profiles and error messages say where they are.
        message.Text(3, node.Outputs[0]).Text(4, node.Operator);
        foreach (var attribute in node.Attributes)
        {
            message.Message(5, Attribute(attribute));
        }

        return message;
    }

    private static ProtobufMessage Attribute(OnnxAttribute attribute)
    {
        var message = new ProtobufMessage().Text(1, attribute.Name);
        switch (attribute)
        {
            case OnnxAttribute.Float f:
                return message.Float(2, f.Value).Integer(20, 1);
            case OnnxAttribute.Integer i:
                return message.Integer(3, i.Value).Integer(20, 2);
            case OnnxAttribute.Text t:
                return message.Text(4, t.Value).Integer(20, 3);
            case OnnxAttribute.Integers list:
                foreach (var value in list.Values)
                {
                    message.Integer(8, value);
                }

                return message.Integer(20, 7);
            default:
                throw new ArgumentException($"No such attribute: {attribute}.", nameof(attribute));
        }
    }

    private static ProtobufMessage Port(OnnxPort port)
    {
        var shape = new ProtobufMessage();
        foreach (var dimension in port.Shape)
        {
            shape.Message(
                1,
                dimension.Length is { } length ? new ProtobufMessage().Integer(1, length) : new ProtobufMessage().Text(2, dimension.Name!));
        }

        var tensor = new ProtobufMessage().Integer(1, DataType(port.Type)).Message(2, shape);
        return new ProtobufMessage().Text(1, port.Name).Message(2, new ProtobufMessage().Message(1, tensor));
    }

    private static ProtobufMessage Initializer(string name, OnnxConstant constant)
    {
        var message = new ProtobufMessage();
        foreach (var length in constant.Shape)
        {
            message.Integer(1, length);
        }

        return message.Integer(2, DataType(constant.Type)).Text(8, name);
    }

    private static byte[] InlineInitializer(string name, OnnxConstant constant)
    {
        var header = Initializer(name, constant).Prefix(9, constant.ByteLength).ToArray();
        return [.. new ProtobufMessage().Prefix(5, header.Length + constant.ByteLength).ToArray(), .. header];
    }

    private static byte[] ExternalInitializer(string name, OnnxConstant constant, string dataName, long offset)
    {
        var message = Initializer(name, constant);
        foreach (var (key, value) in new[] { ("location", dataName), ("offset", $"{offset}"), ("length", $"{constant.ByteLength}") })
        {
            message.Message(13, new ProtobufMessage().Text(1, key).Text(2, value));
        }

        return new ProtobufMessage().Message(5, message.Integer(14, 1)).ToArray();
    }

    /// <summary>Page-aligned, so that runtimes can map the weights.</summary>
    private static long AppendAligned(FileStream data, OnnxConstant constant)
    {
        const int Page = 4096;
        var offset = (data.Position + Page - 1) / Page * Page;
        data.Position = offset;
        constant.WriteTo(data);
        return offset;
    }

    internal static int DataType(ElementType type) => type switch
    {
        ElementType.Float32 => 1,
        ElementType.UInt8 => 2,
        ElementType.Int8 => 3,
        ElementType.Int16 => 5,
        ElementType.Int32 => 6,
        ElementType.Int64 => 7,
        ElementType.Boolean => 9,
        ElementType.Float16 => 10,
        ElementType.Float64 => 11,
        ElementType.BFloat16 => 16,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an element type."),
    };
}
