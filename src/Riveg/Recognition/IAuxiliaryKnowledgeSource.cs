using Riveg.Evidence;
using Riveg.Stages;

namespace Riveg.Recognition;

/// <summary>
/// Before stage 1: what does a language model know of the post? (PGIM, section 3.2.) It is asked about posts that brought no answer, sees
/// their observations, and answers with what the model said, as it gave it (<see cref="AuxiliaryKnowledge.Answer"/>).
/// </summary>
public interface IAuxiliaryKnowledgeSource : IStage<AuxiliaryKnowledge>
{
}
