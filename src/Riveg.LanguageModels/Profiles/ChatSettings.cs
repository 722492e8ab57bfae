using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Riveg.LanguageModels.Chat;
using Riveg.Settings;

namespace Riveg.LanguageModels.Profiles;

/// <summary>The settings of a stage that asks a chat model.</summary>
internal record ChatSettings
{
    /// <summary>The section of a profile with what holds for all stages.</summary>
    public const string SharedSection = "chat";

    /// <summary>The file of the prompt.</summary>
    /// <value>The default value is null: the prompt inside the package.</value>
    [Description("The file of the prompt.")]
    [DefaultValue("the prompt inside the package")]
    [MinLength(1)]
    public string? Prompt { get; init; }

    /// <summary>Which model this stage asks, where, and how; what it leaves out, the section chat says.</summary>
    [Description("Which model this stage asks, where, and how; what it leaves out, the section chat says.")]
    [SettingsGroup(Section = SharedSection)]
    public ChatEndpointOptions Chat { get; init; } = new();
}
