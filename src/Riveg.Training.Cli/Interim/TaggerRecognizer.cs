using Riveg.Recognition;
using Riveg.Posts;
using Riveg.Stages;
using Riveg.Onnx.Sessions;

namespace Riveg.Onnx.Recognition;

internal sealed class TaggerRecognizer : IEntityRecognizer, IDisposable
{
    public StageInfo Info => throw new NotSupportedException();
    public static TaggerRecognizer Open(string folder, OnnxSessionOptions? options) => new();
    public ValueTask<IReadOnlyList<Answer<IReadOnlyList<Mention>>>> AnswerAsync(IReadOnlyList<PostContext> posts, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IReadOnlyList<Answer<IReadOnlyList<Mention>>>>([.. posts.Select(p => Answer.Of<IReadOnlyList<Mention>>(p.Text.Length > 3 ? [new Mention(new TextSpan(0, 3), EntityType.Person, 0.5 + p.Text.Length % 10 / 25.0)] : []))]);
    public void Dispose() {}
}
