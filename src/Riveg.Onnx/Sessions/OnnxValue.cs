using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Riveg.Onnx.Sessions;

/// <summary>
/// A tensor in the runtime's memory, as a run made it: a key/value cache goes from one run into the next without a copy. Whoever got it
/// disposes of it, and may do so while a run reads it: its memory is freed when the run ends. It outlives its session. Share it for
/// reading.
/// </summary>
public sealed class OnnxValue : OnnxInput, IDisposable
{
    private readonly OrtValue value;
    private readonly TensorElementType type;
    private readonly Lock gate = new();
    private int loans;
    private bool disposed;

    internal OnnxValue(OrtValue value)
    {
        this.value = value;
        var info = value.GetTensorTypeAndShape();
        type = info.ElementDataType;
        Shape = info.Shape;
    }

    /// <summary>The sides; none for a single number.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The type of its numbers in ONNX's words, such as <c>Float16</c>.</summary>
    public string Type => type.ToString();

    /// <summary>The numbers where they lie, row-major; not to be used any more when the value is disposed of.</summary>
    /// <typeparam name="T">The .NET type of <see cref="Type"/>; half floats are <see cref="Half"/>.</typeparam>
    /// <exception cref="InvalidOperationException">It holds another type.</exception>
    /// <exception cref="ObjectDisposedException">It was disposed of.</exception>
    public ReadOnlySpan<T> AsSpan<T>()
        where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return OnnxElements.TypeOf(typeof(T)) == type
            ? MemoryMarshal.Cast<byte, T>(value.GetTensorMutableRawData())
            : throw new InvalidOperationException($"The tensor holds {type}, not {typeof(T).Name}.");
    }

    /// <summary>A copy in managed memory.</summary>
    /// <exception cref="ObjectDisposedException">It was disposed of.</exception>
    public OnnxTensor ToTensor()
    {
        using var loan = Lend(type);
        return OnnxTensor.Copy(loan.Value);
    }

    /// <summary>
    /// A new value of some rows of the first axis, in any order and as often as wanted: the caches of the beams that go on.
    /// </summary>
    /// <param name="rows">The places on the first axis.</param>
    /// <returns>A value that the caller disposes of.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="InvalidOperationException">It has no axis, or holds texts.</exception>
    /// <exception cref="ObjectDisposedException">It was disposed of.</exception>
    public OnnxValue TakeRows(ReadOnlySpan<int> rows)
    {
        if (Shape.Count == 0 || type == TensorElementType.String)
        {
            throw new InvalidOperationException($"A tensor {type} [{string.Join(", ", Shape)}] has no rows to take.");
        }

        foreach (var row in rows)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(row, nameof(rows));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Shape[0], nameof(rows));
        }

        using var loan = Lend(type);
        var taken = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, type, [rows.Length, .. Shape.Skip(1)]);
        try
        {
            if (rows.Length > 0)
            {
                var source = loan.Value.GetTensorMutableRawData();
                var target = taken.GetTensorMutableRawData();
                var length = target.Length / rows.Length;
                for (var i = 0; i < rows.Length; i++)
                {
                    source.Slice(rows[i] * length, length).CopyTo(target[(i * length)..]);
                }
            }

            return new OnnxValue(taken);
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    /// <remarks>Memory that a run reads is freed when the run ends.</remarks>
    public void Dispose()
    {
        lock (gate)
        {
            if (disposed)
            {
                return;
            }

            disposed = true;
            if (loans > 0)
            {
                return;
            }
        }

        value.Dispose();
    }

    internal override Loan Lend(TensorElementType asked)
    {
        if (asked != type)
        {
            throw new InvalidOperationException($"The model asks for {asked}, and the native tensor holds {type}; nothing is copied.");
        }

        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            loans++;
        }

        return new Loan(value, GiveBack);
    }

    private void GiveBack()
    {
        lock (gate)
        {
            if (--loans > 0 || !disposed)
            {
                return;
            }
        }

        value.Dispose();
    }
}
