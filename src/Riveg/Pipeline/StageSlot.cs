using Riveg.Stages;

namespace Riveg.Pipeline;

/// <summary>
/// A place in the pipeline that a profile or a program fills. There is one descriptor for each: <see cref="StageSlots"/>.
/// </summary>
public abstract class StageSlot
{
    private protected StageSlot(string name, bool isRequired, bool isAboutPictures, Type contract)
    {
        Name = name;
        IsRequired = isRequired;
        IsAboutPictures = isAboutPictures;
        Contract = contract;
    }

    /// <summary>The stage's name in profiles, provenance and faults, such as <c>recognition</c>.</summary>
    public string Name { get; }

    /// <summary>Whether a pipeline needs something in the slot.</summary>
    public bool IsRequired { get; }

    /// <summary>Whether what fills the slot is asked about posts with a picture alone.</summary>
    internal bool IsAboutPictures { get; }

    /// <summary>The interface of what fills the slot.</summary>
    public Type Contract { get; }

    /// <inheritdoc />
    public override string ToString() => Name;
}

/// <summary>A slot with the contract of what fills it.</summary>
/// <typeparam name="TStage">The stage's interface.</typeparam>
public sealed class StageSlot<TStage> : StageSlot
    where TStage : class, IStage
{
    internal StageSlot(string name, bool isRequired, bool isAboutPictures)
        : base(name, isRequired, isAboutPictures, typeof(TStage))
    {
    }
}
