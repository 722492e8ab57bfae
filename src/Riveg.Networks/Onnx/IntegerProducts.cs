using System.Runtime.Intrinsics.X86;

namespace Riveg.Networks.Onnx;

/// <summary>What the processor here does with products of 8-bit integers.</summary>
public static class IntegerProducts
{
    // Intel's manual, CPUID leaf 7: AVX512_VNNI in subleaf 0, ECX bit 11; AVX-VNNI in subleaf 1, EAX bit 4.
    private const int Leaf = 7, Avx512Vnni = 1 << 11, AvxVnni = 1 << 4;

    /// <summary>
    /// Whether sums of products of 8-bit integers are exact. x86 processors without VNNI add two products in 16 bits, where
    /// 255 x 127 + 255 x 127 is cut off at 32,767: a network in <see cref="Conversion.ModelPrecision.Int8"/> gives other answers there.
    /// </summary>
    public static bool AreExact { get; } = !X86Base.IsSupported
        || (X86Base.CpuId(Leaf, 0).Ecx & Avx512Vnni) != 0
        || (X86Base.CpuId(Leaf, 1).Eax & AvxVnni) != 0;
}
