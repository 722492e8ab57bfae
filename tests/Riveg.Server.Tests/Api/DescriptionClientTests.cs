using Riveg.TestKit;

namespace Riveg.Server.Tests.Api;

/// <summary>Other people's tools take the API's description: a linter, and a generator of clients.</summary>
public sealed class DescriptionClientTests(BuiltinServer server) : IClassFixture<BuiltinServer>
{
    [NodeFact]
    public Task Description_RedoclysLinter_FindsNothing() => NodeScript.RunAsync("openapi/lint.mjs", server.Address.AbsoluteUri);

    [NodeFact]
    public Task Description_GeneratedClient_AnnotatesAPicture() => NodeScript.RunAsync(
        "openapi/client.mjs", server.Address.AbsoluteUri, Path.Combine(SharedFolder.RepositoryRoot, "samples", "concert.png"));
}
