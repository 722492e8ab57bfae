using Riveg.Stages;

namespace Riveg.Recognition;

/// <summary>
/// Before stage 1: what does a language model know of the post? (PGIM, section 3.2.) It is asked about posts that brought no answer, sees
/// their observations, and answers with the model's whole words as it gave them.
/// </summary>
public interface IAuxiliaryKnowledgeSource : IStage<string>
{
}
