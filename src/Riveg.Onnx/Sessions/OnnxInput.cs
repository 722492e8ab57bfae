using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Riveg.Onnx.Sessions;

/// <summary>What a network can be given: numbers in managed memory (<see cref="OnnxTensor"/>) or in the runtime's
/// (<see cref="OnnxValue"/>).</summary>
public abstract class OnnxInput
{
    private protected OnnxInput()
    {
    }

    /// <summary>Lends the numbers to a run in the type that the model asks for.</summary>
    internal abstract Loan Lend(TensorElementType type);

    /// <summary>A native view of numbers that stay where they are until it is given back.</summary>
    internal sealed class Loan(OrtValue value, Action giveBack) : IDisposable
    {
        public OrtValue Value => value;

        /// <summary>Pins an array, or copies strings, which have no native form in .NET.</summary>
        public static Loan Of(Array data, long[] shape, TensorElementType type)
        {
            if (data is string[] texts)
            {
                var copy = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, shape);
                for (var i = 0; i < texts.Length; i++)
                {
                    copy.StringTensorSetElementAt(texts[i].AsSpan(), i);
                }

                return new Loan(copy, copy.Dispose);
            }

            var pin = GCHandle.Alloc(data, GCHandleType.Pinned);
            try
            {
                var view = OrtValue.CreateTensorValueWithData(
                    OrtMemoryInfo.DefaultInstance, type, shape, pin.AddrOfPinnedObject(), data.LongLength * OnnxElements.SizeOf(type));
                return new Loan(view, () =>
                {
                    view.Dispose();
                    pin.Free();
                });
            }
            catch
            {
                pin.Free();
                throw;
            }
        }

        public void Dispose() => giveBack();
    }
}
