namespace Riveg.Mutants;

/// <summary>One change of the source.</summary>
/// <param name="Id">Its number, in the order of the files and lines; the same at every run.</param>
/// <param name="File">The file, from the repository's root.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Code">The line's text.</param>
/// <param name="Change">What becomes what.</param>
internal sealed record Mutant(int Id, string File, int Line, string Code, string Change);
