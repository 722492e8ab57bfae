using System.Collections.Immutable;
using Riveg.Networks.Checkpoints;

namespace Riveg.Networks.Onnx;

/// <summary>An input or output of a graph.</summary>
internal sealed record OnnxPort(string Name, ElementType Type, ImmutableArray<OnnxDimension> Shape);

/// <summary>An attribute of a node: one number, a text, or a list of integers.</summary>
internal abstract record OnnxAttribute(string Name)
{
    public sealed record Integer(string Name, long Value) : OnnxAttribute(Name);

    public sealed record Float(string Name, float Value) : OnnxAttribute(Name);

    public sealed record Text(string Name, string Value) : OnnxAttribute(Name);

    public sealed record Integers(string Name, ImmutableArray<long> Values) : OnnxAttribute(Name);
}

/// <summary>A node: an operator, what it reads and what it makes.</summary>
internal sealed record OnnxNode(
    string Operator, ImmutableArray<string> Inputs, ImmutableArray<string> Outputs, ImmutableArray<OnnxAttribute> Attributes);

/// <summary>The parts of an ONNX graph in the order in which they run.</summary>
internal sealed class OnnxGraph
{
    public List<OnnxPort> Inputs { get; } = [];

    public List<OnnxPort> Outputs { get; } = [];

    public List<OnnxNode> Nodes { get; } = [];

    public OrderedDictionary<string, OnnxConstant> Initializers { get; } = [];

    /// <summary>
    /// Initializers that are a transposed other one, by their names. Where both are needed (tied weights), only the other one is stored.
    /// </summary>
    public Dictionary<string, (string Source, ImmutableArray<long> Order)> Transposed { get; } = [];

    /// <summary>The graph as it is stored: without what no output needs, and each weight once.</summary>
    public OnnxGraph Stored()
    {
        var needed = Outputs.Select(o => o.Name).ToHashSet(StringComparer.Ordinal);
        var nodes = new List<OnnxNode>();
        foreach (var node in Enumerable.Reverse(Nodes).Where(n => n.Outputs.Any(needed.Contains)))
        {
            needed.UnionWith(node.Inputs);
            nodes.Add(node);
        }

        nodes.Reverse();
        var stored = new OnnxGraph();
        stored.Inputs.AddRange(Inputs);
        stored.Outputs.AddRange(Outputs);
        foreach (var (name, constant) in Initializers.Where(i => needed.Contains(i.Key)))
        {
            if (Transposed.TryGetValue(name, out var transposed) && needed.Contains(transposed.Source))
            {
                stored.Nodes.Add(new OnnxNode(
                    "Transpose", [transposed.Source], [name], [new OnnxAttribute.Integers("perm", transposed.Order)]));
            }
            else
            {
                stored.Initializers.Add(name, constant);
            }
        }

        stored.Nodes.AddRange(nodes);
        return stored;
    }
}
