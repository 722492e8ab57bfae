using System.ComponentModel.DataAnnotations;

namespace Riveg.LanguageModels.Chat;

/// <summary>Allows the names of the box conventions, and null.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class BoxConventionNameAttribute() : AllowedValuesAttribute([null, .. Boxes.BoxConvention.All.Select(c => (object)c.Name)]);
