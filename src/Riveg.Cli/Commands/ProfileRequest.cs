using Microsoft.Extensions.Logging;
using Riveg.Cli.Output;
using Riveg.Cli.Profiles;
using Riveg.Evaluation.Datasets;
using Riveg.LanguageModels.Answers;
using Riveg.Pipeline;
using Riveg.Posts;
using Riveg.Profiles;

namespace Riveg.Cli.Commands;

/// <summary>Which profile serves the stages, and how its language models are asked.</summary>
/// <param name="Choice">A name or a file, and who chose it.</param>
/// <param name="Chat">How language models are asked.</param>
/// <param name="Verbose">Whether what stages throw is written to standard error.</param>
internal sealed record ProfileRequest(ProfileChoice Choice, ChatRequest Chat, bool Verbose)
{
    /// <summary>The files that are read, or written by others.</summary>
    public IEnumerable<string?> Inputs => [Choice.Profile, .. Chat.Inputs];

    /// <summary>Makes what the pipeline needs; the caller disposes of it after the pipeline.</summary>
    /// <param name="dataset">What is read of a data set; null where none is.</param>
    /// <param name="gold">Its posts.</param>
    public ProfileSession OpenSession(DatasetRequest? dataset = null, Dataset? gold = null) =>
        Chat.OpenSession(Verbose, dataset?.Evaluated(gold?.Posts ?? []) ?? []);

    /// <summary>Reads the profile.</summary>
    /// <param name="session">Knows the named ones.</param>
    public Profile LoadProfile(ProfileSession session) => session.LoadProfile(Choice.Profile);

    /// <summary>Makes the pipeline; the caller disposes of it.</summary>
    /// <param name="session">What the pipeline needs.</param>
    /// <param name="profile">The profile, as <see cref="LoadProfile"/> gives it.</param>
    /// <param name="options">What the command line decides.</param>
    /// <param name="gold">A data set whose own mentions are taken instead of recognising any; null to recognise.</param>
    public RivegPipeline CreatePipeline(ProfileSession session, Profile profile, PipelineOptions options, Dataset? gold = null)
    {
        var builder = session.CreateBuilder(profile).Configure(_ => options);
        return (gold is null ? builder : builder.UseRecognizer(new GoldRecognizer(gold.Posts))).Build();
    }
}

/// <summary>How language models are asked.</summary>
/// <param name="Cache">The folder in which answers are kept; null for none.</param>
/// <param name="Offline">Whether only kept answers may be used.</param>
internal sealed record ChatRequest(string? Cache, bool Offline)
{
    /// <summary>The store, which no output may be.</summary>
    public IEnumerable<string?> Inputs => [Cache is null ? null : Path.Combine(Cache, AnswerStore.FileName)];

    /// <summary>Makes what the stages share; the caller disposes of it.</summary>
    /// <param name="verbose">Whether what stages log and throw is written to standard error, and not their warnings alone.</param>
    /// <param name="evaluated">The data under evaluation.</param>
    public ProfileSession OpenSession(bool verbose, IReadOnlyList<Post> evaluated) => OpenSession(new CommandLog(verbose), evaluated);

    /// <inheritdoc cref="OpenSession(bool, IReadOnlyList{Post})" />
    /// <param name="loggers">Where the log goes; stays the caller's.</param>
    /// <param name="evaluated">The data under evaluation.</param>
    public ProfileSession OpenSession(ILoggerFactory loggers, IReadOnlyList<Post> evaluated)
    {
        var session = new ProfileSession(Cache, Offline, loggers, evaluated);
        try
        {
            // A damaged store is told before anything is asked.
            _ = session.Chat.Store;
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }
}
