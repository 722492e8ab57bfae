using Riveg.Stages;

namespace Riveg.Observation;

/// <summary>
/// Before stage 1: says in a sentence what a picture shows, so that language models without eyes can use it. It is asked about posts with a
/// picture that brought no caption, and answers with the sentence, or null where it has none.
/// </summary>
public interface IImageCaptioner : IStage<string?>
{
}
