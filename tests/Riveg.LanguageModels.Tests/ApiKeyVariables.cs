namespace Riveg.LanguageModels.Tests;

/// <summary>Tests that set the variables of known services, one after another.</summary>
[CollectionDefinition(Name)]
public sealed class ApiKeyVariables
{
    /// <summary>The collection.</summary>
    public const string Name = "variables of keys";
}
