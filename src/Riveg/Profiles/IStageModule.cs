namespace Riveg.Profiles;

/// <summary>
/// The stages, sections and profiles of a library of ours. With a constructor without parameters, by which it is made where it is found
/// by itself.
/// </summary>
internal interface IStageModule
{
    /// <summary>Adds all that the library has.</summary>
    /// <param name="catalog">Gets it.</param>
    void AddTo(StageCatalog catalog);
}

/// <summary>Names the module of an assembly, so that a pipeline finds it where the assembly lies beside the program.</summary>
/// <param name="module">An <see cref="IStageModule"/>.</param>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class StageModuleAttribute(Type module) : Attribute
{
    /// <summary>The module's type.</summary>
    public Type Module { get; } = module;
}
