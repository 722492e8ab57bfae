namespace Riveg.Onnx.Generation;

/// <summary>The ids that a search has to know.</summary>
/// <param name="Start">Begins every sequence.</param>
/// <param name="Padding">Is never chosen.</param>
/// <param name="End">Ends every sequence.</param>
/// <param name="Unknown">Stands for what the vocabulary lacks.</param>
internal readonly record struct SpecialTokens(int Start, int Padding, int End, int Unknown);
