using Riveg.Builtin.Grounding;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Evaluation.Training;

/// <summary>An entity with gold boxes that the layout prior learns from.</summary>
/// <param name="Mention">Its first mention.</param>
/// <param name="Place">Its place among the entities in the picture.</param>
/// <param name="Boxes">Its gold boxes in relative coordinates.</param>
internal sealed record TrainingEntity(MentionContext Mention, LayoutPlace Place, IReadOnlyList<Box> Boxes);
