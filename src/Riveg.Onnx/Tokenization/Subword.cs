namespace Riveg.Onnx.Tokenization;

/// <summary>A piece of a text.</summary>
/// <param name="Id">Its number in the model's vocabulary.</param>
/// <param name="Start">Where it begins in the text as it was given, in UTF-16 units.</param>
/// <param name="End">Where it ends there.</param>
internal readonly record struct Subword(int Id, int Start, int End);
